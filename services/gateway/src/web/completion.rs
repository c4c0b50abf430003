//! A completion after the quarter that is asked for: how the item stood at the
//! quarter's end and its completion are two facts, of two days.

use jiff::civil::Date;
use quarterday_proto::api::LinkItem;
use quarterday_proto::item::{Cause, Observation};

/// What somebody says of an item that was completed on a day after the quarter's
/// end, where that day has come: what that means for the quarter's end, and the
/// completion as at today. What was completed by its target date was on track for
/// it; what was not was late, for the cause that is given. Other facts stay as
/// they are.
pub(super) fn facts(
    item: &LinkItem,
    said: Observation,
    cause: Option<Cause>,
    today: Date,
) -> Vec<Observation> {
    let later = |on: &Date| *on > said.as_at && *on <= today;
    let Some(on) = said.completed_on.filter(later) else {
        return vec![said];
    };
    let in_time = item.due.is_none_or(|due| on <= due);
    let at_the_end = Observation {
        completed_on: None,
        on_track: Some(in_time),
        cause: cause.filter(|_| !in_time),
        ..said.clone()
    };
    let completed = Observation {
        as_at: today,
        ..said
    };
    vec![at_the_end, completed]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use quarterday_proto::item::Kind;

    use super::*;

    #[test]
    fn a_completion_after_the_quarter_is_two_facts() {
        let today = date(2026, 10, 12);
        let item = LinkItem {
            plan: "P".to_owned(),
            plan_title: "Plan".to_owned(),
            reference: "A1".to_owned(),
            kind: Kind::Action,
            title: "First".to_owned(),
            quarter: "2026-27-Q2".parse().unwrap(),
            complete_by: None,
            only_completion: false,
            answer_by: None,
            due: Some(date(2026, 10, 9)),
            of: None,
            because: None,
            last: None,
        };
        let check = |on: Date, expected: &[(Date, Option<Date>, Option<bool>)]| {
            let said = Observation {
                as_at: date(2026, 9, 30),
                basis: None,
                percent_complete: None,
                completed_on: Some(on),
                on_track: None,
                cause: None,
                actual: None,
                forecast: None,
                rating: None,
                unavailable: None,
                commentary: Some("Done.".into()),
            };
            let found = facts(&item, said, Some(Cause::Outside), today);
            let days: Vec<_> = found
                .iter()
                .map(|one| (one.as_at, one.completed_on, one.on_track))
                .collect();
            assert_eq!(days, expected, "{on}");
            let late = |one: &&Observation| one.on_track == Some(false);
            let causes = found.iter().filter(late).map(|one| one.cause);
            assert!(causes.eq(found.iter().filter_map(|one| one.cause).map(Some)));
        };
        let end = date(2026, 9, 30);
        let on = date(2026, 9, 30);
        check(on, &[(end, Some(on), None)]);
        let on = date(2026, 10, 9);
        check(on, &[(end, None, Some(true)), (today, Some(on), None)]);
        let on = date(2026, 10, 10);
        check(on, &[(end, None, Some(false)), (today, Some(on), None)]);
        // What is to come is refused by the rules.
        let on = date(2026, 10, 13);
        check(on, &[(end, Some(on), None)]);
    }
}
