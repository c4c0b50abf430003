//! Commits as people read them: when, who, what, and the place to prove it by.

use jiff::Timestamp;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_proto::api::AuditEntry;
use quarterday_proto::id::ActorId;

use super::words;

/// Events that one entry shows; the record has the others.
const EVENTS_SHOWN: usize = 20;

/// A moment as people of the council read it.
type Moment<'a> = dyn Fn(Timestamp) -> String + 'a;

/// Letters of a day as events have it, `2020-09-30`.
const DAY_LETTERS: usize = 10;

/// Entries in the order given.
pub(super) fn timeline(state: &State, entries: &[AuditEntry]) -> Markup {
    if entries.is_empty() {
        return html! { p class="govuk-body" { "Nothing was found." } };
    }
    html! {
        ol class="qd-timeline" {
            @for entry in entries { li { (one(state, entry)) } }
        }
    }
}

fn one(state: &State, entry: &AuditEntry) -> Markup {
    let types: Vec<String> = entry.types.iter().map(|name| in_words(name)).collect();
    let shown = entry.events.iter().take(EVENTS_SHOWN);
    let more = entry.events_total.saturating_sub(EVENTS_SHOWN as u64);
    html! {
        h3 class="govuk-heading-s" {
            (super::plan::capital(&types.join(", ")))
            @if let Some(about) = &entry.about { ": " (about) }
        }
        p class="govuk-body-s" {
            (words::moment(state, entry.recorded)) ", " (who(state, &entry.actor))
            ", place " (entry.place) " of the log"
        }
        @if entry.redacted { p { "Its data was redacted; the proof still holds." } }
        @if !entry.events.is_empty() {
            details class="govuk-details govuk-!-margin-bottom-0" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" {
                        "What was recorded"
                        span class="govuk-visually-hidden" { " at place " (entry.place) }
                    }
                }
                div class="govuk-details__text" {
                    @for event in shown {
                        @let value = serde_json::to_value(event).unwrap_or_default();
                        h4 class="govuk-heading-s" { (super::plan::capital(&in_words(event.name()))) }
                        dl class="govuk-summary-list govuk-summary-list--no-border" {
                            (fields("", facts(&value), &|at| words::moment(state, at)))
                        }
                    }
                    @if more > 0 { p { "And " (words::counted(more as usize, "event")) " more." } }
                    p class="govuk-body-s" { "Leaf hash " code { (entry.leaf) } }
                }
            }
        }
    }
}

/// The facts of an event: what stands under its name.
fn facts(value: &serde_json::Value) -> &serde_json::Value {
    let mut named = value.as_object().into_iter().flat_map(|all| all.values());
    named.next().unwrap_or(value)
}

/// The fields of an event, those of objects within it with both names.
fn fields(before: &str, value: &serde_json::Value, moment: &Moment<'_>) -> Markup {
    let all = value.as_object();
    html! {
        @for (name, value) in all.into_iter().flatten().filter(|(_, value)| !value.is_null()) {
            @let name = format!("{before}{}", name.replace('_', " "));
            @let all = value.as_array().filter(|all| all.iter().any(serde_json::Value::is_object));
            @if value.is_object() { (fields(&format!("{name}: "), value, moment)) }
            @else if let Some(all) = all {
                @for (number, value) in (1..).zip(all) {
                    (fields(&format!("{name} {number}: "), value, moment))
                }
            } @else {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (super::plan::capital(&name)) }
                    dd class="govuk-summary-list__value" { (text(value, moment)) }
                }
            }
        }
    }
}

fn text(value: &serde_json::Value, moment: &Moment<'_>) -> String {
    match value {
        serde_json::Value::String(text) if text.len() == DAY_LETTERS => {
            text.parse().map_or_else(|_| text.clone(), words::day)
        }
        serde_json::Value::String(text) => text.parse().map_or_else(|_| text.clone(), moment),
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// `item.target_set` as `item target set`.
pub(super) fn in_words(name: &str) -> String {
    name.replace(['.', '_'], " ")
}

/// Whoever did something, by post.
fn who(state: &State, actor: &ActorId) -> String {
    let text = actor.as_str();
    if let Some(id) = text.strip_prefix("person.").and_then(|id| id.parse().ok()) {
        return state.post_of(id);
    }
    if let Some(id) = text.strip_prefix("token.") {
        let mut tokens = state.tokens();
        if let Some(token) = tokens.find(|token| token.id.to_string() == id) {
            return format!("token {}", token.details.name);
        }
    }
    match text {
        "operator" => "the operator".to_owned(),
        "anybody" => "somebody not signed in".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_shown_by_its_facts() {
        let event = json!({ "item.observed": { "on_track": true, "observation": {
            "as_at": "2020-09-30", "cause": null } } });
        let shown = fields("", facts(&event), &|at| at.to_string()).into_string();
        for text in ["On track", "yes", "Observation: as at", "30 September 2020"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        assert!(
            !shown.contains("item.observed") && !shown.contains("ause"),
            "{shown}"
        );
    }
}
