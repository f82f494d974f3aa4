"""Templates mean what they mean to Jinja, whoever compiles them."""

from __future__ import annotations

import datetime as dt

import jinja2
import pytest

from newsgen.article import Moment
from newsgen.template_compiler import Compiler
from newsgen.template_faults import Missing
from newsgen.views import Link

TEMPLATES = {
    "base": "<{% block title %}base {{ thing.label }}{% endblock %}|"
    "{% block body %}{% endblock %}>{{ after|default(1) }}",
    "middle": '{% extends "base" %}{% set after = "late" %}{% block title %}m {{ super() }}{% endblock %}',
    "parts": "{% macro field(name, kind='text') %}"
    "[{{ name }}:{{ kind }}{{ caller() if caller is defined }}]{% endmacro %}"
    "{% set constant = 7 %}",
    "piece": "piece of {{ thing.label }}{{ local|default('-') }}",
    "tree": "{% for each in tree recursive %}{{ each.n }}({{ loop(each.c) }}){% endfor %}",
    "scoped": "{% for n in numbers %}{% block item scoped %}{{ n }}{{ loop.index }};{% endblock %}{% endfor %}",
    "required": "{% block must required %}{% endblock %}",
}

MEANT = {
    "a child fills blocks and calls its parents": '{% extends "middle" %}{% block title %}c {{ super() }}{% endblock %}'
    "{% block body %}{{ self.title() }}{% endblock %}outside",
    "a parent may be chosen when the page is made": '{% extends "base" if thing else "middle" %}',
    "a block fills one that is required": '{% extends "required" %}{% block must %}here{% endblock %}',
    "attributes, items and methods": "{{ thing.label }}{{ thing['label'] }}{{ mapping.key }}{{ mapping['key'] }}"
    "{{ numbers[0] }}{{ numbers[:2] }}{{ mapping.keys()|list }}"
    "{{ thing.label.upper().lower() }}{{ day.day.isoformat() }}",
    "text is escaped and markup is not": "{{ danger }}{{ danger|safe }}{{ [danger]|join('<') }}{{ danger|upper }}",
    "macros take arguments by name": '{% from "parts" import field %}{{ field("a") }}{{ field("b", kind="<c>") }}'
    '{{ field(*["d"], **{"kind": "e"}) }}',
    "a macro is called with a text": '{% import "parts" as parts %}{% call parts.field("a") %}<b>{% endcall %}'
    "{{ parts.constant }}",
    "a call with its own arguments": "{% macro each() %}{{ caller(1, two=2) }}{% endmacro %}"
    "{% call(one, two) each() %}{{ one }}{{ two }}{% endcall %}",
    "loops know where they are": "{% for n in numbers if n > 1 %}{{ loop.index }}{{ loop.cycle('a', 'b') }}"
    "{{ ',' if not loop.last }}{{ loop.changed(n) }}{% else %}none{% endfor %}"
    "{% for n in [] %}{% else %}none{% endfor %}",
    "a loop calls itself": '{% include "tree" %}',
    "a block in a loop sees the loop": '{% extends "scoped" %}'
    "{% block item scoped %}<{{ n }}>{{ super() }}{% endblock %}",
    "includes see what stands around them": '{% set local = "l" %}{% include "piece" %}'
    '{% include "nowhere" ignore missing %}',
    "texts are kept, filtered and set aside": "{% set kept %}<i>{{ danger }}</i>{% endset %}{{ kept }}"
    "{% filter upper %}a{{ danger }}{% endfilter %}{% with n = 3 %}{{ n }}{% endwith %}",
    "namespaces hold what a loop finds": "{% set ns = namespace(n=0) %}{% for n in numbers %}{% set ns.n = ns.n + n %}"
    "{% endfor %}{{ ns.n }}",
    "conditions and tests": "{{ thing.label if thing is defined else 'no' }}{{ nothing is defined }}"
    "{{ thing.nothing is defined }}{{ mapping.nothing|default('d') }}{{ thing.label|default('d') }}"
    "{{ 'one' in mapping.key }}{{ numbers|map('string')|join('+') }}{{ [thing]|map(attribute='label')|first }}",
    "helpers of Jinja's own": "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}"
    "{% set j = joiner(',') %}{{ j() }}{{ j() }}{{ range(3)|list }}{{ dict(a=1).a }}",
    "plain functions": "{{ double(2) }}{{ double(n=3) }}{{ shout('<a>') }}",
    "raw text stays": "{% raw %}{{ thing.label }}{% endraw %}{# gone #}-",
}

FAULTS = {
    "a name that is not there": "{{ nothing }}",
    "an attribute that is not there": "{{ thing.nothing }}",
    "an attribute of nothing": "{{ thing.nothing.more }}",
    "a function that is not there": "{{ nothing('a') }}",
    "a method that is not there": "{{ thing.nothing() }}",
    "a call of what is no function": "{{ thing('a') }}",
    "a wrong argument": "{{ double(m=1) }}",
    "a template that is not there": '{% include "nowhere" %}',
    "a filter that is not there when asked": "{% if thing %}{{ thing|nothing }}{% endif %}",
}


def double(n: int) -> int:
    return n * 2


def environment(*, own: bool) -> jinja2.Environment:
    made = jinja2.Environment(loader=jinja2.DictLoader(TEMPLATES), autoescape=True, undefined=Missing)
    if own:
        made.code_generator_class = Compiler
    made.globals.update(double=double, shout=str.upper)
    return made


def rendered(text: str, *, own: bool) -> str:
    tree = [{"n": 1, "c": [{"n": 2, "c": []}]}, {"n": 3, "c": []}]
    return (
        environment(own=own)
        .from_string(text)
        .render(
            thing=Link("La & bel", "/x/"),
            mapping={"key": "one & two"},
            numbers=[1, 2, 3],
            danger="<b>'\"&",
            tree=tree,
            day=Moment(dt.date(2022, 9, 28)),
        )
    )


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT.keys())
def test_a_page_is_the_one_that_jinja_makes(text: str):
    assert rendered(text, own=True) == rendered(text, own=False)


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_the_one_that_jinja_finds(text: str):
    with pytest.raises(Exception) as own:  # noqa: PT011 - the other tells which
        rendered(text, own=True)
    with pytest.raises(type(own.value)) as jinjas:
        rendered(text, own=False)
    assert str(own.value) == str(jinjas.value)


def test_pieces_are_handed_on_as_one():
    template = environment(own=True).from_string("{% for n in numbers %}{{ n }}, {% endfor %}{{ thing.label }}")
    context = template.new_context({"numbers": range(100), "thing": Link("a")})
    assert len(list(template.root_render_func(context))) == 1
