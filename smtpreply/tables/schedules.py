"""When to try again: the schedules of the RFC and of well-known clients, as they document them.

Delays are written out, computed by hand from the source, so that they can be read and
checked; the last delay repeats until the time is over.
"""

from smtpreply.history import Schedule

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0

RFC_5321 = Schedule(
    name="RFC_5321",
    # Two attempts in the first hour, at least half an hour apart, then every two or three hours.
    delays=(30 * _MINUTE, 30 * _MINUTE, 2 * _HOUR),
    give_up_after=5 * _DAY,
    warn_after=None,
    jitter=0.0,
    source="RFC 5321 4.5.4.1",
)

POSTFIX = Schedule(
    name="POSTFIX",
    # The next delay is the age of the message, at least 300 and at most 4000 seconds.
    delays=(300, 300, 600, 1200, 2400, 4000),
    give_up_after=5 * _DAY,
    warn_after=None,  # delay_warning_time is 0h
    jitter=0.0,
    source="Postfix minimal_backoff_time, maximal_backoff_time, maximal_queue_lifetime",
)

EXIM = Schedule(
    name="EXIM",
    # F,2h,15m; G,16h,1h,1.5; F,4d,6h: a quarter of an hour eight times, then one hour growing by
    # half until the message is 16 hours old, then every six hours.
    delays=(*[15 * _MINUTE] * 8, _HOUR, 5400, 8100, 12150, 18225, 27337.5, 6 * _HOUR),
    give_up_after=4 * _DAY,
    warn_after=_DAY,
    jitter=0.0,
    source="Exim configure.default, retry section",
)

ZONEMTA = Schedule(
    name="ZONEMTA",
    delays=tuple(minutes * _MINUTE for minutes in (5, 7, 8, 25, 75, 120, *[240] * 11)),
    give_up_after=48 * _HOUR,
    warn_after=None,
    jitter=0.0,
    source="ZoneMTA lib/sender.js",
)

KUMOMTA = Schedule(
    name="KUMOMTA",
    # Twenty minutes, doubled each time.
    delays=tuple(20 * _MINUTE * 2**n for n in range(9)),
    give_up_after=7 * _DAY,
    warn_after=None,
    jitter=0.025,  # a fortieth of the interval
    source="KumoMTA retry_interval, max_age",
)

CAREFUL_SCHEDULE = Schedule(
    name="CAREFUL_SCHEDULE",
    # Greylisting servers want five minutes; after the first hours nobody waits for minutes.
    delays=(300, 600, 1200, 2400, 4800, 2 * _HOUR, 4 * _HOUR),
    give_up_after=5 * _DAY,
    warn_after=4 * _HOUR,
    jitter=0.05,
    source="RFC 5321 4.5.4.1, RFC 6647 5",
)

SCHEDULES = {
    schedule.name: schedule
    for schedule in (RFC_5321, POSTFIX, EXIM, ZONEMTA, KUMOMTA, CAREFUL_SCHEDULE)
}
