"""A site of hostile and extreme content in every language that newsgen speaks, with every kind of page."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from tests import photographs
from tests.sites import Site

LANGUAGES = ("en", "ru", "kk", "ky", "uk", "fr", "es", "de", "ar")

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
PHOTOGRAPH = photographs.jpeg(orientation=6)
SOUND = base64.b64decode("UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=")

CONFIG = f"""
title: Extremes & <Others> "quoted"
description: What a newsroom writes on its worst day
base_url: https://example.org/
languages: {{{", ".join(f"{lang}: {{sections: [News]}}" for lang in LANGUAGES)}}}
taxonomies: [section, tags, authors, countries]
sections: [News]
footer: [pages/about.md]
days: true
front_matter: {{names: {{}}, ignore: []}}
"""

PLAIN = {
    "en": "The court adjourned the hearing until Monday.",
    "ru": "Суд отложил слушание до понедельника.",
    "kk": "Сот тыңдауды дүйсенбіге қалдырды.",
    "ky": "Сот угууну дүйшөмбүгө калтырды.",
    "uk": "Суд переніс слухання на понеділок.",
    "fr": "Le tribunal a reporté l’audience à lundi.",
    "es": "El tribunal aplazó la audiencia hasta el lunes.",
    "de": "Das Gericht vertagte die Verhandlung auf Montag.",
    "ar": "أجلت المحكمة الجلسة إلى يوم الاثنين.",
}

WIDE = "\n".join(
    "| " + " | ".join(cells) + " |"
    for cells in (
        [f"Column {number}" for number in range(30)],
        ["---"] * 30,
        [f"value{number}" for number in range(30)],
    )
)

EVERYTHING = f"""
He said: "It was late."[^1] Then a word of {"verylong" * 30} and an address,
<https://example.net/{"path/" * 40}>.

## A heading that {"goes on and on " * 20}

### Below it

> The detention was unlawful.

<figure><blockquote><p>Nobody was told.</p></blockquote>
<figcaption>A. Witness, <cite>in court</cite></figcaption></figure>

![A square](square.png)

![A square](square.png "A square, drawn by nobody")

![A photograph](photo.jpg "A photograph that lay on its side")

![One](photo.jpg "The first") ![Two](square.png) ![Three](photo.jpg)

![The speech](sound.wav) ![The march](march.mp4 "The march")

<audio controls src="sound.wav"></audio>

{WIDE}

```python
{"x" * 300} = 1
```

- one
- two
    1. a
    2. b

<p dir="rtl" lang="ar">نص باللغة العربية داخل نص إنجليزي.</p>

<details><summary>More</summary><p>Text.</p></details>

Term
: What it means.

<script>alert(1)</script><p onclick="alert(1)" style="color:red">Plain.</p><img src="https://example.net/x.png" alt="x">

[^1]: A note with "quotes".
"""


def article(front: str, body: str) -> str:
    return f"---\n{front.strip()}\n---\n{body}\n"


def fill(folder: Path) -> Site:
    site = Site(folder, f"-- newsgen.yaml --\n{CONFIG.strip()}\n")
    for number, (lang, text) in enumerate(PLAIN.items()):
        front = f"title: {text}\ndate: 2022-09-{number + 10}\nlang: {lang}\nsection: News\ntags: [{text.split()[1]}]"
        site.write(f"content/plain.{lang}.md", article(f"{front}\ntranslation_key: plain", text))
        late = f"title: {text}\ndate: 2023-01-0{number + 1} 10:30\nlang: {lang}\nsection: News\nsummary: {text}"
        site.write(
            f"content/late.{lang}.md",
            article(f"{late}\nauthors: A. Writer\ncorrections: [{{date: 2023-02-03, text: {text}}}]", text),
        )
    hostile = "</script><script>alert(1)</script> \"' & <b>bold</b> \u202e \u2028 {{ page }} %(x)s"
    for lang in ("en", "ar", "ru"):
        prefix = f"content/{lang}-"
        site.write(
            f"{prefix}everything/index.md",
            article(
                f"""
title: |
  {hostile}
date: 2022-10-01 10:30
updated: 2022-11-01
lang: {lang}
section: News & <Others>
tags: [{", ".join(f"tag {number} of many" for number in range(60))}]
authors: ["A. <Writer>", B. Writer]
countries: [Kazakhstan, "<i>Nowhere</i>"]
summary: |
  {hostile} {"A long summary. " * 40}
image: {"photo.jpg" if lang == "en" else "square.png"}
image_alt: 'A "square"'
image_credit: Nobody & sons
images: {{photo.jpg: {{credit: <i>Somebody</i>, caption: {"A long caption. " * 20}}}}}
sources:
  - {{title: "A <source>", url: "https://example.net/?a=1&b=2", archived: "https://example.net/copy"}}
  - A source without an address
corrections: [{{date: 2022-11-01, text: "A <b>name</b> was wrong."}}]
aliases: [/old-{lang}/]
""",
                EVERYTHING,
            ),
        )
        site.write(f"{prefix}everything/square.png", PICTURE)
        site.write(f"{prefix}everything/sound.wav", SOUND)
        site.write(f"{prefix}everything/photo.jpg", PHOTOGRAPH)
        site.write(f"{prefix}everything/march.mp4", photographs.mp4())
        long = " ".join(f"{PLAIN[lang].split()[number % 4]}" for number in range(300))
        site.write(f"{prefix}long.md", article(f"title: {long}\ndate: 2022-10-01\nlang: {lang}", ""))
        site.write(f"{prefix}word.md", article(f"title: {'ж' * 300}\ndate: 2022-10-02\nlang: {lang}", "Text."))
        site.write(
            f"{prefix}gone.md",
            article(
                f"title: Gone\ndate: 2022-10-03\nlang: {lang}\nretracted: {{date: 2022-10-04, reason: Wrong & more.}}",
                "",
            ),
        )
    letters = ", ".join(f"{'абвгдежзиклмнопрстуфхцчшэюя'[number % 27]}{number}" for number in range(210))
    site.write("content/many.md", article(f"title: Many\ndate: 2021-10-03\nlang: ru\ntags: [{letters}]", "Text."))
    site.write(
        "content/pages/about.md",
        article("title: About", re.sub(r"\b(square\.png|sound\.wav|photo\.jpg|march\.mp4)", r"/\1", EVERYTHING)),
    )
    site.write("content/pages/corrections.md", article("title: Corrections", "Write to us."))
    site.write("static/square.png", PICTURE)
    site.write("static/sound.wav", SOUND)
    site.write("static/photo.jpg", PHOTOGRAPH)
    site.write("static/march.mp4", photographs.mp4())
    site.write(
        "content/terms.yaml",
        "authors:\n  a-writer: {labels: A. Writer, description: Writes., links: ['https://example.net/']}\n",
    )
    return site
