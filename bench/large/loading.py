"""Telling stories in several processes and copying them into the tables, oldest first."""

import multiprocessing
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, connections

from bench.large import copying, country, rows, stories
from bench.large.country import CATEGORIES, District
from districts import grants
from tickets.clock import DEFAULT_MINUTES
from tickets.models import Ticket

CHUNK = 5_000  # tickets told and copied at once
SHARE = """
INSERT INTO guardian_userobjectpermission (user_id, permission_id, content_type_id, object_pk)
SELECT DISTINCT post.officer_id, %s, %s, clock.ticket_id::text
FROM tickets_escalation step
JOIN districts_unit unit ON unit.id = step.unit_id AND unit.branch = 'crime'
JOIN districts_posting post ON post.unit_id = unit.id
JOIN tickets_clock clock ON clock.id = step.clock_id
"""
INDEXES = """
SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY relname
"""


@dataclass(frozen=True)
class Plan:
    tickets: int
    open_share: float
    seed: int
    now: datetime

    @property
    def chunks(self) -> int:
        return -(-self.tickets // CHUNK)


class _Loaded:
    """What every worker process knows, read once before it was born."""

    districts: Sequence[District] = ()


def load(plan: Plan, districts: Sequence[District], *, workers: int) -> Iterator[int]:
    """Fill the tables; yield how many tickets are there so far. Foreign keys are not checked."""
    _Loaded.districts = districts
    later = _drop_indexes()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(workers, mp_context=fork) as pool:
            done = 0
            for count in pool.map(_chunk, [plan] * plan.chunks, range(plan.chunks)):
                done += count
                yield done
    finally:
        _build(later)
    _share_with_branches()
    _set_sequences()


def _chunk(plan: Plan, number: int) -> int:
    dice = random.Random(f"{plan.seed} {number}")
    count = min(CHUNK, plan.tickets - number * CHUNK)
    moments = stories.arrivals(dice, plan.now, slice_=number, of=plan.chunks, count=count)
    tellers = [(district, _teller(plan, district, dice)) for district in _Loaded.districts]
    weights = [len(district.stations) for district in _Loaded.districts]
    found: dict[str, list[copying.Row]] = defaultdict(list)
    for place, arrived in enumerate(moments):
        district, teller = dice.choices(tellers, weights)[0]
        key = number * CHUNK + place + 1
        story = teller.story(arrived)
        for table, row in rows.of_story(rows.Told(story, district, key), plan.now):
            found[table].append(row)
    _copy(found)
    return count


def _teller(plan: Plan, district: District, dice: random.Random) -> stories.Teller:
    shares = [share for _code, share, _branch in CATEGORIES]
    terms = {"clocks": {**DEFAULT_MINUTES, **country.CLOCK_MINUTES}, "warn": 0}
    return stories.Teller(dice, len(district.stations), shares, terms, plan.now, plan.open_share)


def _copy(found: dict[str, list[copying.Row]]) -> None:
    connection.ensure_connection()
    driver = connection.connection
    with driver.transaction(), driver.cursor() as cursor:
        # our own keys fit; looking each up again would take most of the time
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name, model in rows.TABLES.items():
            if not found[name]:
                continue
            columns = copying.Columns(model, found[name][0])
            with cursor.copy(f"COPY {columns.table} ({columns.names}) FROM STDIN") as copy:
                copy.write("".join(map(columns.as_text, found[name])))


def _drop_indexes() -> list[str]:
    """Drop what keeps no key unique; return how to build it again, which is sooner at the end."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [[model._meta.db_table for model in _MODELS]])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def _build(indexes: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")


def _share_with_branches() -> None:
    """Share with the deputy of a branch each ticket of which the branch was told."""
    kind = ContentType.objects.get_for_model(Ticket)
    shared = Permission.objects.get(content_type=kind, codename=grants.SHARED)
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [shared.pk, kind.pk])


def _set_sequences() -> None:
    with connection.cursor() as cursor:
        cursor.execute("\n".join(connection.ops.sequence_reset_sql(no_style(), _MODELS)))
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum leaves what is no longer written


_MODELS = list(rows.TABLES.values())
