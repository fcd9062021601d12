"""The world of `simulation.py`: troubles as rows, hosts, their connections, and clients."""
