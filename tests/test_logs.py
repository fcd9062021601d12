"""Logs of mail servers: lines become deliveries, deliveries become counts, and nothing is fatal."""

import gzip
import io
import json
import pickle
import tracemalloc
from collections import Counter
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply.adapters.logs import DIALECTS, Judge, LoggedDelivery, LogReader, LogStatus, Summary
from smtpreply.adapters.logs.judge import happening
from smtpreply.adapters.logs.record import read_time, unescape, unfold
from smtpreply.adapters.logs.summary import OTHERS, in_order
from smtpreply.cli import main
from smtpreply.cli.charts import bars, columns, nice
from smtpreply.cli.logfiles import BadLogError, lines_of, oldest_first
from smtpreply.cli.logpage import log_page, over_time
from smtpreply.event import Event, EventKind
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.logwords import LOG_WORDS, STAGE_WORDS, event_named, stage_named
from smtpreply.tables.mailhosts import MAIL_HOSTS, provider_of

SAMPLES = Path(__file__).parent / "data" / "logs"
NAMES = ("postfix", "exim", "exim-all-selectors", "sendmail", "opensmtpd", "exchange")

DELIVERED, DEFERRED, FAILED, EXPIRED = LogStatus
POSTFIX = "Nov  5 06:04:54 mail postfix/smtp[1]: 7A03: to=<a@example.org>, relay=mx.example.org[192.0.2.1]:25, delay=0, delays=0/0/0/0, "
EXIM = "2026-11-25 06:06:25 1xW69B-0007H4-0O "
SENDMAIL = "Nov 25 06:07:24 mail sendmail[1]: 6AP67O3a028452: to="
SENT = "delay=00:00:00, mailer=esmtp, pri=30041, relay=mx.example.org. [192.0.2.1], "
OPENSMTPD = 'Nov 25 06:09:22 mail smtpd[1]: 8c569792a85c22ee mta delivery evpid=5e40762b3f1701e9 from=<n@zoo.test> to=<a@example.org> rcpt=<-> source="192.0.2.9" relay="192.0.2.1 (mx.example.org)" delay=0s '
FIELDS = "#Fields: date-time,server-hostname,source-context,event-id,internal-message-id,recipient-address,recipient-status"


def read(*lines: str) -> tuple[LoggedDelivery, ...] | None:
    reader = LogReader()
    for line in lines[:-1]:
        assert reader.read(line) == ()
    return reader.read(lines[-1])


def only(*lines: str) -> LoggedDelivery:
    found = read(*lines)
    assert found is not None
    (delivery,) = found
    return delivery


def sample(name: str) -> Summary:
    summary, reader = Summary(), LogReader()
    for line in lines_of(str(SAMPLES / f"{name}.log")):
        summary.add_line(line, reader)
    return summary


class TestPostfix:
    @pytest.mark.parametrize(
        ("ending", "outcome", "said", "stage"),
        [
            ("dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4W2)", DELIVERED, "250 2.0.0 Ok: queued as 4W2", Stage.END_OF_DATA),
            ("dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 no (really) (in reply to RCPT TO command))", FAILED, "550 5.1.1 no (really)", Stage.RCPT),
            ("dsn=5.7.1, status=bounced (host mx.example.org[192.0.2.1] said: 550-5.7.1 a 550 5.7.1 b (in reply to end of DATA command))", FAILED, "550-5.7.1 a\n550 5.7.1 b", Stage.END_OF_DATA),
            ("dsn=4.1.1, status=SOFTBOUNCE (host mx.example.org[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command))", DEFERRED, "550 5.1.1 no", Stage.RCPT),
            ("dsn=4.7.1, status=deferred (host mx.example.org[192.0.2.1] refused to talk to me: 554 5.7.1 no mail)", DEFERRED, "554 5.7.1 no mail", Stage.CONNECT),
            ("dsn=4.7.8, status=deferred (SASL authentication failed; server mx.example.org[192.0.2.1] said: 535 5.7.8 no)", DEFERRED, "535 5.7.8 no", Stage.AUTH),
            ("dsn=4.4.2, status=deferred (lost connection with mx.example.org[192.0.2.1] while sending MAIL FROM)", DEFERRED, "lost connection with mx.example.org[192.0.2.1] while sending MAIL FROM", Stage.MAIL),
            ("dsn=4.4.2, status=deferred (delivery temporarily suspended: host mx.example.org[192.0.2.1] refused to talk to me: 421 busy)", DEFERRED, "421 busy", Stage.CONNECT),
            ("dsn=4.0.0, status=deferred (host mx.example.org[192.0.2.1] said: 450 cut off", DEFERRED, "450 cut off", Stage.UNKNOWN),
        ],
    )  # fmt: skip
    def test_a_line(self, ending: str, outcome: LogStatus, said: str, stage: Stage) -> None:
        found = only(POSTFIX + ending)
        assert (found.outcome, found.said, found.stage) == (outcome, said, stage)
        assert (found.time, found.queue_id) == ("11-05 06:04:54", "7A03")
        assert (found.recipient, found.host) == ("a@example.org", "mx.example.org")

    def test_a_local_mailbox_has_no_host(self) -> None:
        line = 'Nov 25 06:04:54 mail postfix/local[1]: 7A03: to=<a@zoo.test>, orig_to=<b@zoo.test>, relay=local, delay=0, delays=0/0/0/0, dsn=5.1.1, status=bounced (unknown user: "a")'
        found = only(line)
        assert (found.host, found.status, found.said) == ("", "5.1.1", 'unknown user: "a"')
        assert Judge().diagnosis(found).verdict.address_dead

    def test_a_message_that_expires_names_nobody(self) -> None:
        line = "Nov 25 06:04:54 mail postfix/qmgr[1]: 7A03: from=<n@zoo.test>, status=expired, returned to sender"
        found = only(line)
        assert (found.outcome, found.recipient, found.queue_id) == (EXPIRED, "", "7A03")

    def test_a_probe_is_no_delivery(self) -> None:
        assert read(POSTFIX + "dsn=2.1.5, status=deliverable (250 ok)") == ()

    def test_other_syslog_forms(self) -> None:
        line = POSTFIX.removeprefix("Nov  5 06:04:54") + "dsn=2.0.0, status=sent (250 ok)"
        assert only("2026-11-05T06:04:54.123456+01:00" + line).time == "2026-11-05 06:04:54"
        assert only("<22>1 2026-11-05T06:04:54Z" + line).time == "2026-11-05 06:04:54"
        assert only("<22>Nov  5 06:04:54" + line).time == "11-05 06:04:54"


class TestExim:
    @pytest.mark.parametrize(
        ("ending", "outcome", "recipient", "said", "stage"),
        [
            ('=> a@example.org R=r T=t H=mx.example.org [192.0.2.1] C="250 ok "quoted""', DELIVERED, "a@example.org", '250 ok "quoted"', Stage.END_OF_DATA),
            ("-> a@example.org R=r T=t H=mx.example.org [192.0.2.1]", DELIVERED, "a@example.org", "", Stage.UNKNOWN),
            ("=> a <a@example.org> R=r T=t H=mx.example.org [192.0.2.1]", DELIVERED, "a@example.org", "", Stage.UNKNOWN),
            ("** a@example.org R=r T=t H=mx.example.org [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@example.org>: 550-5.1.1 no\\n550 5.1.1 J\\303\\274rgen", FAILED, "a@example.org", "550-5.1.1 no\n550 5.1.1 Jürgen", Stage.RCPT),
            ("** a@example.org R=r T=t H=mx.example.org [192.0.2.1]: SMTP error from remote mail server after end of data: 554 no DT=0.1s", FAILED, "a@example.org", "554 no", Stage.END_OF_DATA),
            ("== a@example.org R=r T=t defer (-44) H=mx.example.org [192.0.2.1]: SMTP error from remote mailer after initial connection: host mx.example.org [192.0.2.1]: 421 busy", DEFERRED, "a@example.org", "421 busy", Stage.CONNECT),
            ("== a@example.org R=r T=t defer (110): Connection timed out H=mx.example.org [192.0.2.1]: SMTP timeout after end of data", DEFERRED, "a@example.org", "Connection timed out H=mx.example.org [192.0.2.1]: SMTP timeout after end of data", Stage.END_OF_DATA),
        ],
    )  # fmt: skip
    def test_a_line(
        self, ending: str, outcome: LogStatus, recipient: str, said: str, stage: Stage
    ) -> None:
        found = only(EXIM + ending)
        assert (found.outcome, found.recipient) == (outcome, recipient)
        assert (found.said, found.stage, found.host) == (said, stage, "mx.example.org")
        assert (found.time, found.queue_id) == ("2026-11-25 06:06:25", "1xW69B-0007H4-0O")

    def test_what_is_no_address(self) -> None:
        assert only(EXIM + "=> /dev/null <a@zoo.test> R=r T=t").recipient == "a@zoo.test"
        assert read(EXIM + "=> :blackhole: <a@zoo.test") == ()

    def test_it_expires(self) -> None:
        found = only(EXIM + "** a@example.org: retry timeout exceeded")
        assert (found.outcome, found.host) == (EXPIRED, "")

    def test_a_reply_cannot_say_that_it_expired(self) -> None:
        reply = "SMTP error from remote mail server after end of data: 550 retry timeout exceeded"
        found = only(EXIM + f"** a@example.org R=r T=t H=x [192.0.2.1]: {reply}")
        assert found.outcome is FAILED

    def test_through_syslog(self) -> None:
        line = "Nov 25 06:06:25 mail exim[1]: " + EXIM + "=> a@example.org R=r T=t"
        assert only(line).time == "11-25 06:06:25"
        line = "Nov 25 06:06:25 mail exim[1]: 1xW69B-0007H4-0O == a@example.org R=r T=t defer (111): Connection refused"
        assert only(line).outcome is DEFERRED

    def test_a_flag_in_a_subject_is_text(self) -> None:
        line = EXIM + '<= n@zoo.test U=n T="1xW69B-0007H4-0O ** victim@example.org: 550 5.1.1 gone"'
        assert read(line) == ()


class TestSendmail:
    def test_one_a_recipient(self) -> None:
        found = read(
            SENDMAIL
            + "<a@example.org>,b@example.org, "
            + SENT
            + "dsn=5.1.1, reply=550 5.1.1 no, stat=User unknown"
        )
        assert found is not None
        assert [d.recipient for d in found] == ["a@example.org", "b@example.org"]
        assert {(d.outcome, d.said, d.host) for d in found} == {(FAILED, "550 5.1.1 no", "mx.example.org")}  # fmt: skip

    def test_a_reply_twice(self) -> None:
        found = only(
            SENDMAIL
            + "a@x.test, "
            + SENT
            + "dsn=4.2.0, reply=450 a, stat=b, stat=Deferred: 450 a, stat=b"
        )
        assert found.said.startswith("450 a")
        assert only(SENDMAIL + "a@x.test, " + SENT + "dsn=4.2.0, stat=Deferred: 450 4.2.0 later").said == "450 4.2.0 later"  # fmt: skip

    def test_its_own_word_for_a_550_suppresses_nobody(self) -> None:
        found = only(SENDMAIL + "a@example.org, " + SENT + "dsn=5.1.1, stat=User unknown")
        assert not Judge().diagnosis(found).verdict.address_dead

    def test_a_local_user(self) -> None:
        found = only(
            SENDMAIL
            + "a@zoo.test, delay=00:00:00, mailer=local, pri=0, dsn=5.1.1, stat=User unknown"
        )
        assert found.host == ""
        assert Judge().diagnosis(found).verdict.address_dead

    def test_what_was_not_tried(self) -> None:
        assert (
            read(
                SENDMAIL
                + "a@example.org, ctladdr=n (0/0), delay=00:00:00, mailer=esmtp, pri=1, stat=queued"
            )
            == ()
        )
        assert (
            read(SENDMAIL + "/dev/null, delay=00:00:00, mailer=*file*, pri=1, dsn=2.0.0, stat=Sent")
            == ()
        )

    def test_unreadable(self) -> None:
        assert read(SENDMAIL + "a@example.org, " + SENT + "dsn=9.9.9, stat=Sent") is None


class TestOpenSMTPD:
    @pytest.mark.parametrize(
        ("ending", "outcome", "said"),
        [
            ('result="Ok" stat="250 2.0.0 Ok"', DELIVERED, "250 2.0.0 Ok"),
            (
                'result="PermFail" stat="550 5.1.1 no "such" user"',
                FAILED,
                '550 5.1.1 no "such" user',
            ),
            ("result=TempFail stat=450 later", DEFERRED, "450 later"),
        ],
    )
    def test_a_line(self, ending: str, outcome: LogStatus, said: str) -> None:
        found = only(OPENSMTPD + ending)
        assert (found.outcome, found.said, found.host) == (outcome, said, "mx.example.org")
        assert (found.recipient, found.queue_id) == ("a@example.org", "5e40762b3f1701e9")

    def test_it_expires(self) -> None:
        line = "Nov 25 06:10:24 mail smtpd[1]: relay: Expire for d81e: from=<n@zoo.test>, to=<a@example.org>, rcpt=<->, delay=1m1s, stat=Envelope expired"
        found = only(line)
        assert (found.outcome, found.queue_id, found.recipient) == (
            EXPIRED,
            "d81e",
            "a@example.org",
        )

    def test_unreadable(self) -> None:
        assert read(OPENSMTPD) is None
        assert read(OPENSMTPD + "result=Odd stat=x") is None


class TestExchange:
    def test_one_a_recipient(self) -> None:
        status = '"[{LED=550 5.1.1 gone; really};{MSG=};{FQDN=mx.example.org};{IP=};{LRT=}];[{LED=450 4.2.0 later};{FQDN=}]"'
        found = read(
            FIELDS, f"2026-11-25T06:00:04.118Z,EX01,,FAIL,7,a@example.org;b@example.org,{status}"
        )
        assert found is not None
        assert [(d.recipient, d.said, d.host) for d in found] == [
            ("a@example.org", "550 5.1.1 gone; really", "mx.example.org"),
            ("b@example.org", "450 4.2.0 later", "EX01"),
        ]

    def test_a_semicolon_in_a_status(self) -> None:
        found = only(
            "\ufeff" + FIELDS,
            "2026-11-25T06:00:05.118Z,EX01,,FAIL,7,a@zoo.test,550 5.1.1 X; not found",
        )
        assert found.said == "550 5.1.1 X; not found"

    def test_one_status_for_all(self) -> None:
        found = read(
            FIELDS, "2026-11-25T06:00:05.118Z,EX01,,SEND,7,a@zoo.test;b@zoo.test,250 2.1.5 ok"
        )
        assert found is not None
        assert [d.said for d in found] == ["250 2.1.5 ok"] * 2

    def test_it_expires(self) -> None:
        found = only(
            FIELDS,
            "2026-11-25T06:00:05.118Z,EX01,,FAIL,7,a@zoo.test,550 4.4.7 QUEUE.Expired; message expired",
        )
        assert found.outcome is EXPIRED

    def test_other_events_and_heads(self) -> None:
        assert read(FIELDS, "2026-11-25T06:00:05.118Z,EX01,,DSN,7,a@zoo.test,") == ()
        assert read(FIELDS, "2026-11-25T06:00:05.118Z,EX01,a FAIL b,RECEIVE,7,a@zoo.test,") == ()
        assert read(FIELDS, "2026-11-25T06:00:05.118Z,EX01,,SEND,7,,250 ok") == ()
        assert read("#Fields: another,log") == ()

    def test_unreadable(self) -> None:
        assert read(FIELDS, "2026-11-25T06:00:05.118Z,EX01,,FAIL,7") is None
        assert read(FIELDS, '2026-11-25T06:00:05.118Z,EX01,"open,FAIL,7,a@zoo.test,') is None

    def test_a_piece_without_a_head(self) -> None:
        line = "2026-11-25T06:00:05.118Z,,,,EX01,,,ROUTING,FAIL,7,<m@x>,n,a@zoo.test,550 5.1.1 no"
        assert only(line).said == "550 5.1.1 no"


class TestReading:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_line_of_the_samples_is_read(self, name: str) -> None:
        assert sample(name).unread == 0

    @pytest.mark.parametrize(
        ("name", "counts", "reasons"),
        [
            ("postfix", [5, 33, 15, 3], {"network": 21, "recipient-unknown": 5}),
            ("exim", [3, 13, 14, 0], {"network": 7, "recipient-unknown": 4}),
            ("sendmail", [2, 23, 15, 0], {"network": 13, "recipient-unknown": 5}),
            ("opensmtpd", [6, 10, 13, 4], {"network": 4, "recipient-unknown": 5}),
            ("exchange", [4, 2, 6, 1], {"recipient-unknown": 3, "blocklisted": 1}),
        ],
    )  # fmt: skip
    def test_what_the_samples_say(
        self, name: str, counts: list[int], reasons: dict[str, int]
    ) -> None:
        summary = sample(name)
        found = {reason: counts.total for reason, counts in summary.reasons.by_refusals()}
        assert {reason: found[reason] for reason in reasons} == reasons
        assert summary.all.by_outcome == counts

    @pytest.mark.parametrize("dialect", [row.name for row in DIALECTS])
    def test_a_forced_dialect_reads_its_own_lines_and_no_others(self, dialect: str) -> None:
        for name in NAMES:
            reader = LogReader(dialect)
            lines = lines_of(str(SAMPLES / f"{name}.log"))
            found = sum(len(reader.read(line) or ()) for line in lines)
            assert (found > 0) is name.startswith(dialect)

    def test_no_dialect_of_that_name(self) -> None:
        with pytest.raises(ValueError, match="no log is called 'qmail'; there are exim, postfix"):
            LogReader("qmail")

    def test_what_no_server_writes_is_unreadable(self) -> None:
        assert read("what is this?") is None
        assert read("") == ()
        assert read("Nov 25 06:04:54 mail postfix/qmgr[1]: 7A03: removed") == ()
        assert read("Nov 25 06:04:54 mail systemd[1]: exited, code=exited, status=1/FAILURE") == ()

    @given(st.text())
    def test_any_line_is_read_or_counted(self, line: str) -> None:
        summary = Summary()
        assert summary.add_line(line, LogReader()) is (summary.unread == 0)

    @given(st.sampled_from(NAMES), st.data())
    def test_a_damaged_line_is_read_or_counted(self, name: str, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(list(lines_of(str(SAMPLES / f"{name}.log")))))
        at = data.draw(st.integers(0, len(line)))
        end = data.draw(st.integers(at, len(line)))
        damaged = line[:at] + data.draw(st.text(max_size=8)) + line[end:]
        summary, reader = Summary(), LogReader()
        assert summary.add_line(damaged, reader) is (summary.unread == 0)
        log_page(summary, [name])

    @given(st.binary())
    def test_any_bytes_are_lines(self, data: bytes) -> None:
        found = "\n".join(lines_of_bytes(data))
        assert found.encode("utf-8", "surrogateescape") in (data, data.removesuffix(b"\n")) or b"\r" in data  # fmt: skip


def lines_of_bytes(data: bytes) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return list(lines_of("-"))


class TestRecord:
    @pytest.mark.parametrize(
        "line", ["", "x", "Nov", "Nov xx 06:04:54 ", "Xyz 25 06:04:54 ", "20x6-11-25T06:04:54", "Nov 25 06:04:54"]
    )  # fmt: skip
    def test_no_time(self, line: str) -> None:
        assert read_time(line) == ""

    def test_escapes(self) -> None:
        assert unescape(r"a\\b\033\t\r\q\9\777") == "a\\\\b\x1b\t\r\\q\\9\\777"
        assert unescape("\\") == "\\"

    def test_one_line_stays_one(self) -> None:
        assert unfold("550 5.1.1 no 550 5.1.1 no") == "550 5.1.1 no 550 5.1.1 no"


class TestTables:
    @pytest.mark.parametrize("row", LOG_WORDS, ids=lambda row: row.example[:30])
    def test_each_row_fires_for_its_example(self, row: object) -> None:
        assert event_named(getattr(row, "example")) is row  # noqa: B009

    def test_each_stage_is_named_by_its_words(self) -> None:
        assert [stage_named(words.upper()) for words, _ in STAGE_WORDS] == [s for _, s in STAGE_WORDS]  # fmt: skip
        assert stage_named("lunch") is Stage.UNKNOWN

    def test_hosts(self) -> None:
        assert provider_of("example-com.mail.protection.OUTLOOK.com.") == "Microsoft"
        assert provider_of("notgoogle.com") == provider_of("") == ""
        assert all(provider_of(f"mx.{host}") == name for host, name in MAIL_HOSTS.items())


BASE = LoggedDelivery("11-25 06:00:00", "q", "a@example.org", "mx.example.org", FAILED, "550 5.1.1 no such user", Stage.RCPT)  # fmt: skip


class TestJudge:
    def test_a_reply_or_an_event(self) -> None:
        assert isinstance(happening(BASE), Reply)
        assert isinstance(happening(attrs.evolve(BASE, said="550 a\n550 b")), Reply)
        assert happening(attrs.evolve(BASE, said="nobody knows")) == Event(EventKind.FAILED, Stage.RCPT, "nobody knows")  # fmt: skip
        assert happening(attrs.evolve(BASE, said="", outcome=DEFERRED)) == Event(EventKind.DEFERRED_AGAIN, Stage.RCPT)  # fmt: skip
        assert isinstance(happening(attrs.evolve(BASE, said="", outcome=DELIVERED)), Reply)
        assert isinstance(happening(attrs.evolve(BASE, outcome=EXPIRED)), Event)

    def test_the_address_makes_no_difference_to_the_memory(self) -> None:
        judge = Judge()
        first = judge.diagnosis(attrs.evolve(BASE, said="550 <a@example.org> unknown"))
        other = attrs.evolve(BASE, recipient="b@x.test", said="550 <b@x.test> unknown")
        assert judge.diagnosis(other) is first
        assert judge.diagnosis(attrs.evolve(other, stage=Stage.MAIL)) is not first

    def test_of_a_long_text_the_beginning_is_judged_and_kept(self) -> None:
        judge = Judge()
        long = attrs.evolve(BASE, said="550 5.1.1 no such user" + " x" * 5000)
        assert judge.diagnosis(long) is judge.diagnosis(long)
        assert judge.diagnosis(long).verdict.address_dead
        reply = judge.diagnosis(long).reply
        assert reply is not None
        assert len(reply.text) < 2000

    def test_what_grew_as_the_address_was_left_out_is_not_kept(self) -> None:
        judge = Judge()
        grown = attrs.evolve(BASE, recipient="x", said="550 " + "x" * 500)
        assert judge.diagnosis(grown) is not judge.diagnosis(grown)


class TestSummary:
    def test_a_delivery_clears_an_address(self) -> None:
        summary = Summary()
        summary.add(BASE)
        summary.add(attrs.evolve(BASE, time="11-25 07:00:00"))
        (dead,) = summary.to_suppress()
        assert (dead.address, dead.refusals, dead.first, dead.last) == ("a@example.org", 2, "11-25 06:00:00", "11-25 07:00:00")  # fmt: skip
        summary.add(attrs.evolve(BASE, outcome=DELIVERED, said="250 ok"))
        assert not summary.to_suppress()
        assert summary.cleared == 1

    def test_a_filter_on_the_same_host_is_no_delivery(self) -> None:
        summary = Summary()
        summary.add(BASE)
        for host in ("127.0.0.1", "localhost"):
            summary.add(attrs.evolve(BASE, outcome=DELIVERED, said="250 ok", host=host))
        assert (summary.handed_over, summary.all.total, len(summary.dead)) == (2, 1, 1)
        summary.add(attrs.evolve(BASE, outcome=FAILED, said="554 5.7.0 Reject", host="127.0.0.1"))
        assert summary.all.total == 2

    def test_only_dead_addresses_are_to_suppress(self) -> None:
        for name in NAMES:
            judge, reader = Judge(), LogReader()
            alive = Counter[str]()
            summary = Summary()
            for line in lines_of(str(SAMPLES / f"{name}.log")):
                for delivery in reader.read(line) or ():
                    summary.add(delivery)
                    if not judge.diagnosis(delivery).verdict.address_dead:
                        alive[delivery.said] += 1
            assert all(dead.said not in alive for dead in summary.to_suppress())

    def test_the_delays_that_were_asked_for(self) -> None:
        (first, *_) = sample("exim").asked_delays()
        assert (first.seconds, first.reason, first.domain) == (300.0, "greylisted", "example.org")

    def test_the_provider_by_host_or_by_wording(self) -> None:
        summary = Summary()
        summary.add(attrs.evolve(BASE, host="mx01.mail.icloud.com"))
        summary.add(attrs.evolve(BASE, said="550 5.1.1 https://support.google.com/mail/?p=NoSuchUser x - gsmtp"))  # fmt: skip
        summary.add(BASE)
        assert {name for name, _ in summary.providers.by_refusals()} == {"Apple", "Google", OTHERS}

    def test_bounded_tables(self) -> None:
        summary = Summary(most_keys=3, most_addresses=2)
        for number in range(9):
            summary.add(attrs.evolve(BASE, recipient=f"a@{number}.test", said=f"450 try again in {number + 1} minutes"))  # fmt: skip
            summary.add(attrs.evolve(BASE, recipient=f"b@{number}.test"))
        assert len(summary.domains) == 4
        assert dict(summary.domains.by_refusals())[OTHERS].total == 12
        assert (len(summary.dead), summary.dead_left_out, len(summary.delays)) == (2, 7, 3)
        summary.add(attrs.evolve(BASE, recipient="c@" + "x" * 1000))
        assert summary.dead_left_out == 8

    def test_constant_memory(self) -> None:
        reader, summary = LogReader(), Summary(most_keys=100, most_addresses=100)
        line = (
            POSTFIX
            + "dsn=5.1.1, status=bounced (host x[1] said: 550 5.1.1 %d no such user (in reply to RCPT TO command))"
        )

        def feed(numbers: range) -> int:
            for number in numbers:
                changed = (line % number).replace("a@example.org", f"{number}@{number}.test")
                summary.add_line(changed, reader)
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        try:
            half, whole = feed(range(6000)), feed(range(6000, 12000))
        finally:
            tracemalloc.stop()
        assert summary.all.total == 12000
        assert whole < half + 8_000_000  # a memory of diagnoses that is full, and forgotten whole

    def test_days_in_order(self) -> None:
        assert in_order(["01-01", "12-31", "11-30", "2026-01-01"]) == ["11-30", "12-31", "01-01", "2026-01-01"]  # fmt: skip
        assert in_order(["07-01", "01-01"]) == ["01-01", "07-01"]
        assert [day for day, _ in sample("sendmail").days()] == ["11-25"]


def told(summary: Summary) -> tuple[object, ...]:
    """All that a summary tells."""
    tables = (summary.reasons, summary.actions, summary.providers, summary.domains, summary.hours)
    return (
        summary.lines, summary.unread, summary.all, summary.handed_over, summary.cleared,
        summary.dead_left_out, summary.to_suppress(), summary.asked_delays(), summary.days(),
        *(table.by_refusals() for table in tables),
    )  # fmt: skip


OUTCOMES = (
    "status=sent (250 2.0.0 Ok)",
    "status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))",
    "status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 user unknown (in reply to RCPT TO command))",
    "status=deferred (host mx.example.org[192.0.2.1] said: 451 4.7.1 greylisted, try again in 300 seconds (in reply to RCPT TO command))",
    "status=deferred (connect to mx.example.org[192.0.2.1]:25: Connection refused)",
)
POSTFIX_LINES = st.lists(
    st.builds(
        lambda second, who, outcome: (
            POSTFIX.replace("06:04:54", f"06:04:{second:02d}").replace("<a@", f"<{who}@") + outcome
        ),
        st.integers(0, 59), st.sampled_from("ab"), st.sampled_from(OUTCOMES),
    ) | st.just("no line of a log"),
    max_size=12,
)  # fmt: skip


def summed(lines: list[str], judge: Judge, *, part: bool = False) -> Summary:
    summary, reader = Summary(judge, part=part), LogReader()
    for line in lines:
        summary.add_line(line, reader)
    return summary


class TestMerging:
    JUDGE = Judge()

    @given(st.lists(POSTFIX_LINES, max_size=4))
    def test_parts_in_order_amount_to_the_whole(self, parts: list[list[str]]) -> None:
        whole = summed([line for part in parts for line in part], self.JUDGE)
        merged = Summary(self.JUDGE)
        for part in parts:
            merged.merge(summed(part, self.JUDGE, part=True))
        assert told(merged) == told(whole)

    @given(POSTFIX_LINES, POSTFIX_LINES, POSTFIX_LINES)
    def test_neighbours_may_be_merged_first(
        self, first: list[str], second: list[str], third: list[str]
    ) -> None:
        left, middle, right = (summed(p, self.JUDGE, part=True) for p in (first, second, third))
        middle.merge(right)
        left.merge(middle)
        assert told(left) == told(summed([*first, *second, *third], self.JUDGE))

    def test_samples_come_through_pickle(self) -> None:
        names = [name for name in NAMES if name != "exchange"]
        whole, merged = Summary(), Summary()
        for name in names:
            part, reader = Summary(part=True), LogReader()
            for line in lines_of(str(SAMPLES / f"{name}.log")):
                part.add_line(line, reader)
                whole.add_line(line, reader)
            merged.merge(pickle.loads(pickle.dumps(part)))
        assert told(merged) == told(whole)
        assert whole.all.total > 50

    def test_what_is_no_part_is_refused(self) -> None:
        with pytest.raises(ValueError, match="part=True"):
            Summary().merge(Summary())

    def test_what_there_is_no_room_for_is_counted(self) -> None:
        judge = self.JUDGE
        small = Summary(judge, most_keys=1, most_addresses=1)
        for who in "abc":
            line = POSTFIX.replace("<a@", f"<{who}@") + OUTCOMES[1]
            small.merge(
                summed([line, line.replace("example.org>", "example.net>")], judge, part=True)
            )
        assert len(small.dead) == 1
        assert small.dead_left_out == 5
        assert dict(small.domains.by_name())[OTHERS].total == 3


class TestFiles:
    def test_gzip_whatever_its_name(self, tmp_path: Path) -> None:
        file = tmp_path / "mail.log"
        file.write_bytes(gzip.compress(b"one\ntwo\n"))
        assert list(lines_of(str(file))) == ["one", "two"]

    def test_line_ends(self) -> None:
        assert lines_of_bytes(b"one\r\ntwo\n\nthree") == ["one", "two", "", "three"]
        assert lines_of_bytes(b"") == []
        assert lines_of_bytes(b"caf\xe9\n") == ["caf\udce9"]

    def test_a_line_without_an_end_is_cut(self, tmp_path: Path) -> None:
        file = tmp_path / "log"
        file.write_bytes(b"first\n" + b"x" * 5_000_000 + b"\nlast\n")
        tracemalloc.start()
        try:
            lines = list(lines_of(str(file)))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert [lines[0], lines[-1]] == ["first", "last"]
        assert max(map(len, lines)) <= 1 << 16
        assert peak < 12_000_000

    def test_a_long_line_is_cut(self, tmp_path: Path) -> None:
        file = tmp_path / "log"
        file.write_bytes(b"x" * 100_000 + b"\nlast\n")
        assert [len(line) for line in lines_of(str(file))] == [1 << 16, 4]

    @pytest.mark.parametrize("data", [gzip.compress(b"one\ntwo\n" * 999)[:-9], b"\x1f\x8bnot gzip"])
    def test_a_broken_gzip(self, tmp_path: Path, data: bytes) -> None:
        file = tmp_path / "mail.log.gz"
        file.write_bytes(data)
        with pytest.raises(BadLogError, match=r"cannot read .*mail.log.gz"):
            list(lines_of(str(file)))

    def test_oldest_first(self, tmp_path: Path) -> None:
        for name, text in (("a", "Nov 25 06:00:00 x"), ("b", "Nov 24 06:00:00 x"), ("c", "?")):
            (tmp_path / name).write_text(text)
        a, b, c = (str(tmp_path / name) for name in "abc")
        assert oldest_first([c, a, b]) == [b, a, c]
        assert oldest_first([a, "-", b]) == [a, "-", b]


def log(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["log", *arguments]) == 0
    return capsys.readouterr().out


class TestCommand:
    POSTFIX = str(SAMPLES / "postfix.log")

    def test_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = log(capsys, self.POSTFIX)
        for words in (
            "76 lines; 56 attempts",
            "recipient-unknown",
            "To suppress",
            "5 min",
            "By provider",
            "Google",
        ):
            assert words in out
        assert all(len(line) <= 80 for line in out.splitlines())
        assert "\x1b" not in out

    def test_top(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = log(capsys, self.POSTFIX, "--top", "1")
        assert "(of " in out
        assert "mailbox-full" not in out

    def test_several_files_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        record = json.loads(log(capsys, *(str(SAMPLES / f"{n}.log") for n in NAMES), "--json"))
        assert record["unread"] == 0
        assert sum(record["deliveries"].values()) == sum(row["deferred"] + row["failed"] + row["expired"] + row["delivered"] for row in record["days"])  # fmt: skip
        assert {"reasons", "providers", "domains", "actions", "days", "suppress", "delays"} <= set(record)  # fmt: skip

    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = (SAMPLES / "exim.log").read_bytes()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert "52 lines" in log(capsys)

    def test_csv_defuses_formulas(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "log"
        line = (
            POSTFIX.replace("a@example.org", "=cmd|'x'@example.org")
            + "dsn=5.1.1, status=bounced (host x[1] said: 550 5.1.1 no such user (in reply to RCPT TO command))\n"
        )
        file.write_text(line)
        out = log(capsys, str(file), "--csv")
        assert "suppress,'=cmd|'x'@example.org,1," in out
        assert out.startswith(
            "table,name,count,delivered,deferred,failed,expired,first,last,text\n"
        )

    def test_escapes_do_not_get_through(self, capsys: pytest.CaptureFixture[str]) -> None:
        for form in ((), ("--csv",), ("--json",)):
            assert "\x1b" not in log(capsys, str(SAMPLES / "opensmtpd.log"), "--top", "99", *form)

    def test_a_report(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "log"
        evil = "550 5.1.1 <script>alert(1)</script> no such user"
        file.write_text(
            POSTFIX
            + f"dsn=5.1.1, status=bounced (host x[1] said: {evil} (in reply to RCPT TO command))\n"
        )
        report = tmp_path / "report.html"
        assert log(capsys, str(file), self.POSTFIX, "--html", str(report)) == ""
        page = report.read_text("utf-8")
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert page.count("<svg") == 3
        for words in (
            "http-equiv",
            "Addresses to suppress",
            "How long servers asked to wait",
            "Domains",
        ):
            assert words in page
        assert ' src="' not in page
        assert ' href="' not in page

    def test_unreadable_lines_are_counted_and_shown(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "log"
        file.write_bytes(Path(self.POSTFIX).read_bytes() + b"what \x1b[31m is \xff this\n")
        assert "1 of them unreadable" in log(capsys, str(file))
        assert r"unread: what \x1b[31m is \xff this" in log(capsys, str(file), "--unread", "3")
        assert json.loads(log(capsys, str(file), "--unread", "3", "--json"))["unread"] == 1
        assert "unread,," in log(capsys, str(file), "--unread", "3", "--csv")

    def test_a_bad_file_is_complained_of_and_the_others_are_read(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["log", "/nonexistent/x", self.POSTFIX]) == 2
        out, error = capsys.readouterr()
        assert "76 lines" in out
        assert error == "smtpreply: cannot read /nonexistent/x: No such file or directory\n"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("/nonexistent/x",), "cannot read /nonexistent/x: No such file"),
            (("/",), "cannot read /: Is a directory"),
            (("/dev/null",), "no line in /dev/null"),
            ((POSTFIX, "--format", "qmail"), "no log is called 'qmail'; there are exim"),
            ((POSTFIX, "--html", "/nonexistent/r.html"), "cannot write /nonexistent/r.html"),
            ((str(Path(__file__)),), "this reads as no mail log"),
        ],
    )
    def test_bad_input(
        self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
    ) -> None:
        assert main(["log", *arguments]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert message in error

    def test_bad_numbers(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["log", "--top", "-1", self.POSTFIX])
        assert "a number of rows or lines is wanted" in capsys.readouterr().err

    def test_a_bar_on_a_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setattr("smtpreply.cli.logfiles.Progress.EVERY", 0.0)
        assert main(["log", self.POSTFIX, "--json"]) == 0
        assert "[##############################] 100%" in terminal.getvalue()
        assert terminal.getvalue().endswith("\r\x1b[K")


class TestCharts:
    def test_an_axis_ends_at_a_round_number(self) -> None:
        assert [nice(n) for n in (0, 5, 9, 541, 1300, 10**6)] == [4, 8, 12, 600, 1500, 10**6]
        assert all(nice(n) >= n and nice(n) % 4 == 0 for n in range(3000))

    def test_marks_and_titles(self) -> None:
        layers = (("delivered", "f2"), ("failed", "f5"))
        rows = [("11-25 00", [3, 0]), ("a name <that> is much too long to stand there", [1, 2])]
        for draw in (columns, bars):
            text = draw(rows, layers, "label")
            assert text.count("<rect") == 3
            assert "<that>" not in text
            assert "11-25 00: 3 delivered" in text
        assert columns([], layers, "x").count("<rect") == 0

    def test_hours_without_mail_are_shown(self) -> None:
        summary = Summary()
        for time in ("11-25 06:00:00", "11-25 09:00:00"):
            summary.add(attrs.evolve(BASE, time=time))
        kind, rows = over_time(summary)
        assert (kind, [sum(values) for _, values in rows]) == ("hour", [1, 0, 0, 1])

    def test_days_and_months(self) -> None:
        summary = Summary()
        for time in ("12-20 06:00:00", "01-05 06:00:00"):
            summary.add(attrs.evolve(BASE, time=time))
        kind, rows = over_time(summary)
        assert (kind, len(rows), rows[-1][0]) == ("day", 17, "01-05")
        for time in ("2024-12-20 06:00:00", "2026-01-05 06:00:00"):
            summary.add(attrs.evolve(BASE, time=time))
        assert over_time(Summary()) == ("month", [])
        mixed = over_time(summary)[1]
        assert sum(sum(values) for _, values in mixed) == 4
        long = Summary()
        for time in ("2024-11-20 06:00:00", "2026-01-05 06:00:00"):
            long.add(attrs.evolve(BASE, time=time))
        assert [name for name, _ in over_time(long)[1]] == ["2024-11", "2026-01"]
