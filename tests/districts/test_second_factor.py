"""The second factor: a code works once, nothing lies in the clear, the telephone may be lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import override_settings

from districts import second_factor
from districts.models import AccountEvent, RecoveryCode, SecondFactor
from tests.districts.authenticator import HALF_MINUTE, set_up
from tests.factories import NOON, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


def check(officer, code, now=NOON):
    return second_factor.check(officer=officer, code=code, now=now)


def test_a_code_works_once(officer):
    telephone, _codes = set_up(officer, now=NOON)

    assert check(officer, telephone.code(NOON))
    assert not check(officer, telephone.code(NOON))
    assert check(officer, telephone.code(NOON + HALF_MINUTE), NOON + HALF_MINUTE)


def test_the_code_that_set_it_up_is_used(officer):
    telephone, _codes = set_up(officer, now=NOON)

    assert not check(officer, telephone.code(NOON - 2 * HALF_MINUTE), NOON - 2 * HALF_MINUTE)


@pytest.mark.parametrize(
    ("off", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_the_telephones_clock_may_be_half_a_minute_off(officer, off, right):
    telephone, _codes = set_up(officer, now=NOON - 10 * HALF_MINUTE)

    assert check(officer, telephone.code(NOON + off * HALF_MINUTE)) is right


def test_an_older_code_after_a_newer_one_is_refused(officer):
    telephone, _codes = set_up(officer, now=NOON - 10 * HALF_MINUTE)
    assert check(officer, telephone.code(NOON))

    assert not check(officer, telephone.code(NOON - HALF_MINUTE))


@pytest.mark.parametrize("code", ["", "abc", "12345", "1234567", "-12345", "१२३", "٠٠٠", "0x1234"])
def test_what_is_no_code_is_not_right(officer, code):
    set_up(officer, now=NOON)

    assert not check(officer, code)


def test_spaces_and_the_digits_of_hindi_are_read(officer):
    telephone, _codes = set_up(officer, now=NOON)
    code = telephone.code(NOON)
    hindi = "".join(chr(ord("०") + int(digit)) for digit in code)

    assert check(officer, f" {hindi[:3]} {hindi[3:]} ")


def test_each_recovery_code_works_once_and_is_noted(officer):
    _telephone, codes = set_up(officer, now=NOON)

    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert check(officer, codes[3].upper().replace("-", " "))
    assert not check(officer, codes[3])
    assert second_factor.codes_left(officer) == 9
    assert officer.account_events.filter(kind=AccountEvent.Kind.RECOVERED).count() == 1


def test_new_codes_void_the_old(officer):
    _telephone, codes = set_up(officer, now=NOON)

    fresh = second_factor.renew_codes(officer=officer, now=NOON)

    assert not check(officer, codes[0])
    assert check(officer, fresh[0])


def test_a_code_of_another_officer_is_not_right(officer):
    _telephone, codes = set_up(officer, now=NOON)
    other = make_officer()
    telephone, _codes = set_up(other, now=NOON)

    assert not check(officer, telephone.code(NOON))
    assert not check(other, codes[0])


def test_nothing_is_set_up_without_a_right_code(officer):
    key = second_factor.new_key()

    assert second_factor.set_up(officer=officer, key=key, code="000000", now=NOON) == []
    assert not second_factor.is_set_up(officer)


def test_nothing_lies_in_the_clear(officer):
    telephone, codes = set_up(officer, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed_key, 'hex') FROM districts_secondfactor")
        row = cursor.fetchone()[0]
    kept = row + "".join(RecoveryCode.objects.values_list("mark", flat=True))

    assert telephone.key.hex() not in kept
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []


def test_a_key_moved_to_another_officers_row_does_not_open(officer):
    set_up(officer, now=NOON)
    other = make_officer()
    set_up(other, now=NOON)
    mine = SecondFactor.objects.get(pk=officer.pk).sealed_key
    SecondFactor.objects.filter(pk=other.pk).update(sealed_key=mine)

    assert not check(other, "123456")


def test_a_new_secret_key_opens_what_the_former_one_sealed(officer, settings):
    telephone, codes = set_up(officer, now=NOON)
    former = settings.SECRET_KEY

    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[former]):
        assert check(officer, telephone.code(NOON))
        assert check(officer, codes[0])


def test_a_key_that_does_not_open_is_a_wrong_code_and_an_alarm_that_names_the_cause(
    officer, caplog
):
    telephone, codes = set_up(officer, now=NOON)
    SecondFactor.objects.filter(pk=officer.pk).update(sealed_key=b"sealed by a key of the past")

    assert not check(officer, telephone.code(NOON))
    (said,) = caplog.records
    assert said.levelname == "ERROR"
    assert said.getMessage() == "sealed under a SECRET_KEY that SECRET_KEY_FALLBACKS does not list"
    assert officer.service_number not in str(said.__dict__)
    assert check(officer, codes[0])


def test_a_secret_key_forgotten_altogether_lets_nobody_in(officer):
    telephone, codes = set_up(officer, now=NOON)

    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[]):
        assert not check(officer, telephone.code(NOON))
        assert not check(officer, codes[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_gets_in():
    officer = make_officer()
    telephone, codes = set_up(officer, now=NOON)

    def at_once(code):
        try:
            return check(officer, code)
        finally:
            connection.close()

    for code in (telephone.code(NOON), codes[0]):
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(at_once, [code] * 4)) == [False, False, False, True]
