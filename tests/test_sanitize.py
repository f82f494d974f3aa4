from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import dialects, markup, sanitize
from newsgen.markup import MarkupError

DIALECTS = ("markdown", "commonmark")

VECTORS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<script\x0btype=module>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src='x'/onerror='alert(1)'>",
    "<img src=`x`onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img srcset='//evil.example/a.png 2x' src=a.png>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='x' onclick=alert(1) style='position:fixed'>x</a>",
    "<a href='x' target=_blank ping='//evil.example/'>x</a>",
    "<area href='javascript:alert(1)'>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(//evil.example/x.png)'>x</p>",
    "<body onload=alert(1) background='//evil.example/x.png'>",
    "<table background='//evil.example/x.png'><tr><td>x</table>",
    "<form action='//evil.example/'><button formaction='javascript:alert(1)'>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<details open ontoggle=alert(1)>x</details>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='//evil.example/x.swf'></object>",
    "<embed src='//evil.example/x.swf'>",
    "<video src=x onerror=alert(1) poster='//evil.example/x.png'></video>",
    "<video><source src='javascript:alert(1)'></video>",
    "<audio src='//evil.example/x.mp3' autoplay></audio>",
    "<picture><source srcset='//evil.example/x.png'><img src=a.png></picture>",
    "<div class=x role=banner aria-hidden=true>x</div>",
    "<marquee onstart=alert(1)>x</marquee>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    '[x](https://example.org/" onclick="alert(1))',
    '[x](y "a" onclick="alert(1)")',
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="alert(1)](y)',
    '![x](y" onerror="alert(1))',
    "<javascript:alert(1)>",
    '```a" onclick="alert(1)\nx\n```',
    "```<script>\nx\n```",
    '# x {#a" onclick="alert(1)}',
    'A[^a" onclick="x]\n\n[^a" onclick="x]: y',
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</article></main><p>out</p>",
)

TAGS = frozenset(
    re.findall(
        r"\S+",
        """
    a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl
    dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li mark ol p pre q rp rt ruby s samp
    section small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr
""",
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        """
    abbr alt aria-label cite class colspan controls datetime decoding default dir headers height href hreflang id kind
    label lang loading loop muted open playsinline preload reversed role rowspan scope span src srclang start tabindex
    title translate type value width
""",
    )
)


class Inspector(HTMLParser):
    """Reads HTML as a browser would, and objects to whatever is not known to be harmless."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name in {"href", "src", "cite"}:
                assert sanitize.scheme(value) in {"", *sanitize.SCHEMES}, value
            if name == "src":
                assert not sanitize.scheme(value), value
                assert not sanitize.bare(value).replace("\\", "/").startswith("//"), value

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_decl(self, decl):
        raise AssertionError(decl)

    def handle_pi(self, data):
        raise AssertionError(data)


def shown(text, dialect) -> str:
    rendered = markup.render(text, source="2023/a.md", lang="en", first_line=1, dialect=dialect, html="safe")
    return markup.fill(rendered.html, [link.target for link in rendered.links])


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_runs_loads_or_disguises_comes_through(vector, dialect):
    inspect(shown(vector, dialect))
    inspect(shown(f"Some *text* before {vector} and after", dialect))
    inspect(shown(f"- item\n\n    {vector}\n\n> {vector}\n\n|a|b|\n|-|-|\n|{vector}|c|", dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_body_cannot_close_the_elements_around_it(dialect):
    html = shown("</article></main></div><p>out", dialect)
    assert not re.search(r"</(article|main|div)", html)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "html",
    [
        '<p dir="rtl" lang="ar">x</p>',
        '<p id="a" class="lead">x</p>',
        '<figure><img src="a.png" alt="x" width="10" height="20" loading="lazy"><figcaption>x</figcaption></figure>',
        '<time datetime="2022-09-28">x</time>',
        '<details open=""><summary>x</summary>y</details>',
        '<table><caption>x</caption><tbody><tr><th scope="row" colspan="2">x</th></tr></tbody></table>',
        '<abbr title="x y">x</abbr>',
        "<cite>x</cite><ins>x</ins><del>x</del><sub>x</sub><sup>x</sup><kbd>x</kbd><mark>x</mark>",
        '<audio controls="" src="a.mp3"></audio>',
        '<blockquote cite="https://example.org/">x</blockquote>',
        "<dl><dt>x</dt><dd>y</dd></dl>",
    ],
)
def test_what_writers_use_stays(html, dialect):
    assert sanitize.safe(html, html) == html


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("a.md", ""),
        ("/a:b", ""),
        ("#a:b", ""),
        ("./a:b", ""),
        ("1a:b", ""),
        ("https:a", "https"),
        ("\x01 java\tscr\nipt:x", "javascript"),
        ("HTTPS://x", "https"),
    ],
)
def test_schemes_are_found_as_browsers_find_them(url, scheme):
    assert sanitize.scheme(url) == scheme


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>",
        '<p onclick="x">',
        "<p class='x'>",
        '<a href="x" style="x">',
        '<a href="<">',
        "<!-- x -->",
        "<",
        "<p",
        "<svg>",
        "<a\thref=x>",
        '<a href="x"onclick="x">',
        '<img src="x" onerror="x" />',
        "<P>",
        "<form>",
        "<iframe>",
    ],
)
def test_only_tags_of_the_dialects_are_plain(html):
    assert not sanitize.is_plain(html)
    assert not sanitize.is_plain(f"<p>before</p>{html}<p>after</p>")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_plain_articles_take_the_short_way(dialect, monkeypatch):
    monkeypatch.setattr(sanitize, "clean", lambda _html: pytest.fail("cleaned"))
    text = (
        '# T\n\nA *b* **c** `d` ~~e~~ [f](g.md "h") ![i](j.png) "k"[^1] <https://example.org/>\n\n> q\n\n- l\n- m\n\n'
        "1. n\n\n|o|p|\n|:-:|-|\n|1|2|\n\nT\n: D\n\n```py\nx\n```\n\n---\n\n[^1]: Note."
    )
    inspect(shown(text, dialect))


PIECES = st.sampled_from(
    [
        *VECTORS,
        *"<>[]()*_`~\"'&;#!|:\\/-.^{}=@ \n\tax1",
        "\n\n",
        "](",
        "![",
        "](x)",
        "&lt;",
        "&#",
        "&#60;",
        "<b>",
        "</b>",
        "<p>",
        "<a href=",
        "<!--",
        "-->",
        "javascript:",
        "https://",
        "[^1]",
        "\n[^1]: ",
        "```",
        "|-|-|\n",
        "    ",
        "\x02",
        "\x03",
        "\x00",
        "é",
        "\u2028",
    ]
)
BODIES = st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(text=BODIES)
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_pieces_comes_through(dialect, text):
    try:
        inspect(shown(text, dialect))
    except MarkupError:
        return


@pytest.mark.parametrize("dialect", DIALECTS)
@given(text=BODIES)
@settings(max_examples=150, deadline=None)
def test_both_ways_lead_to_the_same_html(dialect, text):
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    try:
        made = dialects.dialect(dialect)(text, "en")
        short, full = sanitize.safe(made, text), sanitize.clean(made)
    except MarkupError:
        return
    # What nh3 does to the short way's result it does to the full way's: spelling, and addresses, judged later by links.
    assert sanitize.clean(short) == sanitize.clean(full)
    if short == made != full:
        assert sanitize.clean(short) == full
