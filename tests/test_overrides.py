"""Slips in a site's own templates that no page would tell are warnings, of a build and of a check."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

from newsgen.errors import Problem

ARTICLE = "-- content/2022-01-01-a.md --\n---\ntitle: A\n---\nText.\n"


def told(site: Site) -> list[Problem]:
    problems = list(site.build().problems)
    assert [each.problem.message for each in site.check("build-warning")] == [each.message for each in problems]
    assert not any(problem.is_error for problem in problems)
    return problems


def test_a_block_that_no_template_above_has_is_told_with_the_nearest(tmp_path: Path):
    site = Site(tmp_path, ARTICLE)
    template = '{% extends "newsgen/article.html" %}\n{% block before %}{% endblock %}\n{% block aftr %}x{% endblock %}'
    site.write("templates/article.html", template)
    [problem] = [each for each in told(site) if "aftr" in each.message]
    assert (problem.path, problem.line) == ("templates/article.html", 3)
    assert problem.message == (
        'no template that this one extends has a block "aftr", so nothing shows it; did you mean "after"?'
    )


@pytest.mark.parametrize(
    "text",
    [
        "{% block after %}x{% block mine %}y{% endblock %}{% endblock %}",
        "{%- block style -%}{{ super() }}{%- endblock -%}",
        "{# {% block aftr %}{% endblock %} #}",
        "{% block after %}{% raw %}{% block aftr %}{% endblock %}{% endraw %}{% endblock %}",
    ],
)
def test_blocks_of_templates_above_and_those_within_them_are_shown(tmp_path: Path, text: str):
    site = Site(tmp_path, ARTICLE)
    site.write("templates/article.html", '{% extends "newsgen/article.html" %}\n' + text)
    assert told(site) == []


def test_a_block_of_the_sites_own_base_is_known(tmp_path: Path):
    site = Site(tmp_path, ARTICLE)
    site.write("templates/base.html", "{% block mine %}{% endblock %}{% block main %}{% endblock %}")
    site.write("templates/page.html", '{% extends "base.html" %}{% block mine %}x{% endblock %}')
    assert [each for each in told(site) if "mine" in each.message] == []


def test_a_template_that_nothing_uses_is_told_by_the_one_it_is_nearly_called(tmp_path: Path):
    site = Site(tmp_path, ARTICLE)
    site.write("templates/artcle.html", "x")
    [problem] = told(site)
    assert problem.path == "templates/artcle.html"
    assert problem.message == 'nothing uses this template; did you mean "article.html"?'


def test_templates_that_articles_or_others_use_may_be_called_anything(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-01-01-a.md --\n---\ntitle: A\ntemplate: articles.html\n---\nText.\n")
    site.write("templates/articles.html", '{% include "homes.html" %}')
    site.write("templates/homes.html", "x")
    site.write("templates/_box.html", "x")
    assert told(site) == []


def test_an_asset_that_is_not_there_is_told(tmp_path: Path):
    site = Site(tmp_path, ARTICLE)
    link = '{{ super() }}\n<link rel="stylesheet" href="{{ asset("own.css") }}">{{ asset("style.css") }}'
    site.write("templates/base.html", '{% extends "newsgen/base.html" %}{% block style %}' + link + "{% endblock %}")
    [problem] = told(site)
    assert (problem.path, problem.line) == ("templates/base.html", 2)
    assert problem.message == 'asset "own.css": there is no such file, so browsers get none'
    assert problem.hint == "put it at templates/assets/own.css"
    site.write("templates/assets/own.css", "a{}")
    assert told(site) == []


def test_an_asset_may_lie_in_static(tmp_path: Path):
    site = Site(tmp_path, ARTICLE)
    site.write("static/assets/own.css", "a{}")
    site.write("templates/page.html", "{{ asset('own.css') }}")
    assert told(site) == []


@pytest.mark.parametrize(
    "text", [b"caf\xe9", b'{% extends "artcle.html" %}{% block', b'{% extends "none.html" %}{% block a %}']
)
def test_a_template_that_nobody_can_read_and_nothing_uses_is_no_crash(tmp_path: Path, text: bytes):
    site = Site(tmp_path, ARTICLE)
    site.write("templates/artcle.html", text)
    assert [problem.message for problem in told(site)] == ['nothing uses this template; did you mean "article.html"?']
