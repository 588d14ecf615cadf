from districts.models import Category, Line, Unit
from messaging.conversation import CategoryView, DistrictView, Helpline, LineView
from tickets.services import naming


def view(line: Line) -> LineView:
    """Return the line as the conversation sees it, detached from the database."""
    return LineView(
        code=line.code,
        names={"hi": line.name_hi, "en": line.name_en},
        languages=tuple(line.languages) or ("hi",),
        categories=tuple(map(_category, line.categories.filter(is_active=True))),
        districts=tuple(map(_district, districts(line))) if line.asks_district else (),
        home=_district(line.unit) if line.unit.kind == Unit.Kind.DISTRICT else None,
        helplines=tuple(
            Helpline(one["number"], {"hi": one["name_hi"], "en": one["name_en"]}, one["for"])
            for one in line.helplines
        ),
        texts=line.texts,
        takes_tips=line.purpose != Line.Purpose.COMPLAINTS,
        asks_name=naming.is_asked_for(),
    )


def districts(line: Line) -> list[Unit]:
    """Return the districts below the line's unit, which is a range or a zone."""
    below = Unit.objects.below(line.unit.path)
    return list(below.filter(kind=Unit.Kind.DISTRICT, is_active=True))


def _category(category: Category) -> CategoryView:
    return CategoryView(
        code=category.code,
        short={"hi": category.short_hi, "en": category.short_en},
        names={"hi": category.name_hi, "en": category.name_en},
        keywords=tuple(category.keywords),
        about_police=category.about_police,
        first_says=category.first_says,
        is_complaint=category.kind != Category.Kind.TIP,
        is_hearing=category.kind == Category.Kind.HEARING,
    )


def _district(unit: Unit) -> DistrictView:
    return DistrictView(unit.code, {"hi": unit.name_hi, "en": unit.name_en}, tuple(unit.aliases))
