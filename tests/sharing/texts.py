"""Texts that break careless encoders and counters."""

NASTY = {
    "accents": "Où êtes-vous ? L’équipe cherche « une » développeuse : été à Nîmes…",
    "emoji": "On recrute 🎉 👩🏽‍💻 👨‍👩‍👧‍👦 🇫🇷 1️⃣ ❤️‍🔥",
    "newlines": "Première ligne\nDeuxième\n\nAprès un blanc",
    "url_signs": "100 % & plus? a=b&c=d #hash +33 ; / \\ : @ ! $ ' ( ) * , [ ] ~ `",
    "quotes": 'Elle dit "oui" <b>& moi</b> aussi',
    "percent_encoded": "déjà %C3%A9 et %20 et %0A",
    "cjk": "東京のチームに参加しませんか",
    "arabic": "انضم إلى فريقنا اليوم",
    "surrogates_beyond_bmp": "𝒜𝓁𝓁𝑒𝓏 𐍈",
    "no_break_spaces": "Salaire\u00a0: 48\u202f000\u00a0€\u202f!",
    "combining": "re\u0301gion cafe\u0301",
    "spaces": "  deux  espaces  ",
    "long": "Nous ouvrons les données de quatre régions. " * 60,
    "link_inside": "Voir https://ormelune.example/a?b=c&d=é d’abord",
}
