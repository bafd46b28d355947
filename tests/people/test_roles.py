"""Roles: by user id, walled by group, and no fresher than Telegram's last word."""

from bot.people import audit, preferences, roles
from bot.people.roles import Role, Standing
from bot.storage import Database

ALICE, OLGA, BOB = 1, 2, 3
FANS, OTHERS = -1001, -1002
NOW = 1_767_225_600.0


async def test_a_role_is_the_highest_that_a_person_has_in_that_group(database: Database) -> None:
    async with database.write() as tx:
        assert await roles.grant(tx, FANS, OLGA, by=ALICE, now=NOW)
        await roles.told(tx, FANS, BOB, True, NOW)
        seen = [await roles.standing(tx, FANS, who, {ALICE}, NOW) for who in (ALICE, OLGA, BOB, 9)]
        other = await roles.standing(tx, OTHERS, OLGA, {ALICE}, NOW)
    assert [standing.role for standing in seen] == [Role.OWNER, Role.OPERATOR, Role.ADMIN, Role.FAN]
    assert other.role is Role.FAN


async def test_what_telegram_said_is_believed_for_a_minute(database: Database) -> None:
    async with database.write() as tx:
        await roles.told(tx, FANS, BOB, True, NOW)
        assert await roles.standing(tx, FANS, BOB, (), NOW + 59) == Standing(Role.ADMIN, fresh=True)
        assert await roles.standing(tx, FANS, BOB, (), NOW + 60) == Standing(
            Role.ADMIN, fresh=False
        )
        await roles.told_all(tx, FANS, [OLGA], NOW + 60)
        assert await roles.standing(tx, FANS, BOB, (), NOW + 61) == Standing(Role.FAN, fresh=True)
        assert await roles.administrators_of(tx, FANS) == [OLGA]


async def test_nothing_can_be_granted_to_ids_that_stand_for_no_person(database: Database) -> None:
    async with database.write() as tx:
        for nobody in roles.NOBODY:
            assert not await roles.grant(tx, FANS, nobody, by=ALICE, now=NOW)
            await roles.told(tx, FANS, nobody, True, NOW)
            assert (await roles.standing(tx, FANS, nobody, {nobody}, NOW)).role is Role.FAN


async def test_an_office_is_granted_and_taken_once(database: Database) -> None:
    async with database.write() as tx:
        assert await roles.grant(tx, FANS, OLGA, by=ALICE, now=NOW)
        assert not await roles.grant(tx, FANS, OLGA, by=ALICE, now=NOW)
        assert await roles.groups_steered_by(tx, OLGA) == {FANS}
        assert await roles.revoke(tx, FANS, OLGA)
        assert not await roles.revoke(tx, FANS, OLGA)
        assert await roles.groups_steered_by(tx, OLGA) == set()


async def test_a_group_that_became_a_supergroup_keeps_its_people_and_their_past(
    database: Database,
) -> None:
    async with database.write() as tx:
        await roles.grant(tx, FANS, OLGA, by=ALICE, now=NOW)
        await roles.told(tx, FANS, BOB, True, NOW)
        await roles.told(tx, OTHERS, BOB, False, NOW)
        await preferences.choose_chat(tx, OLGA, FANS)
        await audit.note(tx, FANS, OLGA, "Olga", "faq_new", done=True, detail="tickets", now=NOW)
        for room in (roles, preferences, audit):
            await room.carry_over(tx, FANS, OTHERS)
            await room.carry_over(tx, FANS, OTHERS)
        assert await roles.operators_of(tx, OTHERS) == [OLGA]
        assert await roles.administrators_of(tx, OTHERS) == []
        assert (await preferences.of(tx, OLGA)).chosen_chat == OTHERS
        assert [act.detail for act in await audit.latest(tx, OTHERS, 5)] == ["tickets"]
        assert await audit.latest(tx, FANS, 5) == []


async def test_what_a_person_chose_is_kept_choice_by_choice(database: Database) -> None:
    async with database.write() as tx:
        await preferences.choose_language(tx, BOB, "zh-CN")
        await preferences.started(tx, BOB, NOW)
        await preferences.choose_chat(tx, BOB, FANS)
        assert await preferences.of(tx, BOB) == preferences.Preferences("zh-CN", FANS, NOW)
        assert await preferences.of(tx, OLGA) == preferences.Preferences()


async def test_the_audit_tells_the_newest_first_and_keeps_details_short(database: Database) -> None:
    async with database.write() as tx:
        await audit.note(tx, FANS, OLGA, "Olga", "faq_new", done=True, detail="x" * 500, now=NOW)
        await audit.note(tx, FANS, BOB, "Bob", "faq_new", done=False, detail="", now=NOW + 1)
        first, second = await audit.latest(tx, FANS, 5)
    assert (first.user_id, first.name, first.done) == (BOB, "Bob", False)
    assert (second.user_id, len(second.detail)) == (OLGA, audit.LONGEST_DETAIL)


async def test_a_planner_is_less_than_an_operator_and_more_than_a_fan(database: Database) -> None:
    async with database.write() as tx:
        assert await roles.grant(tx, FANS, BOB, by=ALICE, now=NOW, role=Role.PLANNER)
        assert not await roles.grant(tx, FANS, BOB, by=ALICE, now=NOW, role=Role.PLANNER)
        known = await roles.standing(tx, FANS, BOB, (), NOW)
        assert Role.FAN < known.role is Role.PLANNER < Role.OPERATOR
        assert (await roles.standing(tx, OTHERS, BOB, (), NOW)).role is Role.FAN
        assert await roles.planners_of(tx, FANS) == [BOB]
        assert await roles.operators_of(tx, FANS) == []
        assert await roles.steering(tx, FANS) == set()
        assert await roles.groups_steered_by(tx, BOB) == set()
        assert await roles.groups_steered_by(tx, BOB, Role.PLANNER) == {FANS}
        assert await roles.revoke(tx, FANS, BOB)
        assert await roles.planners_of(tx, FANS) == []


async def test_a_planner_can_become_operator_and_no_operator_planner(database: Database) -> None:
    async with database.write() as tx:
        await roles.grant(tx, FANS, BOB, by=ALICE, now=NOW, role=Role.PLANNER)
        await roles.grant(tx, OTHERS, BOB, by=ALICE, now=NOW)
        await roles.grant(tx, FANS, OLGA, by=ALICE, now=NOW, role=Role.PLANNER)
        assert await roles.who_steers(tx) == {BOB: Role.OPERATOR, OLGA: Role.PLANNER}
        assert await roles.grant(tx, FANS, BOB, by=OLGA, now=NOW + 1)
        assert not await roles.grant(tx, FANS, BOB, by=OLGA, now=NOW + 2, role=Role.PLANNER)
        assert (await roles.operators_of(tx, FANS), await roles.planners_of(tx, FANS)) == (
            [BOB],
            [OLGA],
        )
        await roles.carry_over(tx, FANS, -1003)
        assert await roles.planners_of(tx, -1003) == [OLGA]
