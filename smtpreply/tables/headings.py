"""The headings of an explanation and a comparison, by language.

A language is one entry with every key; the texts below the headings are in English.
"""

# fmt: off
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "description": "Description",
        "standing": "Standing",
        "seen": "When you see it",
        "fix": "How to fix it",
        "sender": "Sender",
        "developer": "Developer",
        "operator": "Operator",
        "again": "Trying again",
        "adds": "What the pair adds",
        "confused": "Often confused with",
        "doubts": "Where sources differ",
        "references": "References",
        "example": "On the wire",
        "meaning_here": "What it means here",
        "advice": "What to do",
        "difference": "Key difference",
        "when": "When to use which",
        "same": "Same class, scope, advice",
        "believe": "Which to believe",
    },
    "hi": {
        "description": "विवरण",
        "standing": "मान्यता",
        "seen": "जब आप इसे देखें",
        "fix": "कैसे ठीक करें",
        "sender": "प्रेषक",
        "developer": "डेवलपर",
        "operator": "संचालक",
        "again": "दोबारा कोशिश",
        "adds": "दोनों साथ क्या बताते हैं",
        "confused": "अक्सर किससे भ्रम होता है",
        "doubts": "जहाँ स्रोत अलग हैं",
        "references": "संदर्भ",
        "example": "तार पर",
        "meaning_here": "यहाँ इसका अर्थ",
        "advice": "क्या करें",
        "difference": "मुख्य अंतर",
        "when": "कब किसका उपयोग करें",
        "same": "वर्ग, दायरा, सलाह",
        "believe": "किस पर भरोसा करें",
    },
}
# fmt: on


def headings(lang: str) -> dict[str, str]:
    """The headings of a language; raises ``ValueError`` for one that is not in the table."""
    if lang not in HEADINGS:
        raise ValueError(f"no headings for {lang!r}; there are {', '.join(HEADINGS)}")
    return HEADINGS[lang]
