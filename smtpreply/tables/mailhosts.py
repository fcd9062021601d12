"""Which provider a mail host belongs to, by the end of its name.

A log names the host that answered, and a delivered message has no other mark of its provider.
The names are those in the MX records of the providers' own domains, or those that they ask their
customers to set; the names of providers are those of the phrase rows.
"""

from functools import lru_cache

# fmt: off
MAIL_HOSTS: dict[str, str] = {
    "google.com": "Google", "googlemail.com": "Google",
    "outlook.com": "Microsoft", "hotmail.com": "Microsoft", "mx.microsoft": "Microsoft",
    "yahoodns.net": "Yahoo",
    "icloud.com": "Apple",
    "gmx.net": "GMX", "web.de": "GMX",
    "t-online.de": "T-Online",
    "orange.fr": "Orange", "wanadoo.fr": "Orange",
    "comcast.net": "Comcast",
    "cox.net": "Cox",
    "charter.net": "Spectrum",
    "prodigy.net": "AT&T",
    "zoho.com": "Zoho", "zoho.eu": "Zoho", "zoho.in": "Zoho",
    "qq.com": "QQ",
    "163.com": "NetEase", "netease.com": "NetEase",
    "rambler.ru": "Rambler",
    "yandex.net": "Yandex", "yandex.ru": "Yandex",
    "mail.ru": "Mail.ru",
    "protonmail.ch": "Proton",
    "messagingengine.com": "Fastmail",
    "secureserver.net": "GoDaddy",
    "improvmx.com": "ImprovMX",
    "amazonaws.com": "Amazon SES",
    "pphosted.com": "Proofpoint", "ppe-hosted.com": "Proofpoint",
    "mimecast.com": "Mimecast",
    "barracudanetworks.com": "Barracuda",
    "iphmx.com": "Cisco",
    "messagelabs.com": "Broadcom",
}
# fmt: on


@lru_cache(4096)
def provider_of(host: str) -> str:
    """The provider of a host, or empty.

    >>> provider_of("gmail-smtp-in.l.google.com")
    'Google'
    """
    labels = host.lower().rstrip(".").split(".")
    for start in range(len(labels)):
        provider = MAIL_HOSTS.get(".".join(labels[start:]))
        if provider:
            return provider
    return ""
