"""What the library costs, how often it is right, and what it does to mail; nothing here is shipped.

`python -m benchmarks` measures speed and memory beside peers (`measuring` says how). The others are
run by themselves: `accuracy`, `transcripts`, `simulation`, `logs`, `cluster`.
"""
