//! Changes of an amendment in words, items and people by what they are called.

use quarterday_domain::State;
use quarterday_proto::id::ItemId;
use quarterday_proto::plan::AmendmentChange;
use quarterday_proto::target::Target;

use crate::routes::items::owner;

/// A change in words.
pub(super) fn of(state: &State, change: &AmendmentChange) -> String {
    let named = |item: &ItemId| {
        let item = state.item_by_id(*item);
        item.map_or("?", |item| item.reference()).to_owned()
    };
    match change {
        AmendmentChange::Add {
            definition,
            targets,
            ..
        } => {
            let targets: Vec<String> = targets.iter().map(figure).collect();
            let with = match targets.as_slice() {
                [] => String::new(),
                some => format!(", to reach {}", some.join(", ")),
            };
            format!("add {}: {}{with}", definition.reference, definition.title)
        }
        AmendmentChange::Delete { item, .. } => format!("delete {}", named(item)),
        AmendmentChange::Split { item, into, .. } => {
            let parts: Vec<&str> = into
                .iter()
                .map(|part| part.definition.reference.as_str())
                .collect();
            format!("split {} into {}", named(item), parts.join(" and "))
        }
        AmendmentChange::Redate { item, due, .. } => format!("re-date {} to {due}", named(item)),
        AmendmentChange::Retarget { item, target, .. } => {
            format!("re-target {} to {}", named(item), figure(target))
        }
        AmendmentChange::Reassign {
            item,
            owner: to,
            directorate,
            ..
        } => {
            let person = to.and_then(|id| owner(state, id));
            let post = person.map(|person| {
                if person.post.is_empty() {
                    person.email
                } else {
                    person.post
                }
            });
            let to: Vec<String> = post.into_iter().chain(directorate.clone()).collect();
            format!("reassign {} to {}", named(item), to.join(", "))
        }
        AmendmentChange::Redefine { item, title, .. } => {
            format!("reword {} to: {title}", named(item))
        }
    }
}

/// A target and what it is for.
fn figure(target: &Target) -> String {
    let figure = match (target.target, target.low, target.high) {
        (Some(target), _, _) => target.to_string(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) => format!("at least {low}"),
        (None, None, Some(high)) => format!("at most {high}"),
        (None, None, None) => "no target".to_owned(),
    };
    let period = target.period.map(|period| format!(" for {period}"));
    format!("{figure}{}", period.unwrap_or_default())
}
