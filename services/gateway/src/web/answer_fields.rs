//! The fields of one item's answer: shown, and read back.

use std::str::FromStr;

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_proto::api::LinkItem;
use quarterday_proto::command::Answer;
use quarterday_proto::item::{Cause, Kind, Observation, Unavailable};
use quarterday_proto::target::Basis;
use quarterday_proto::when;
use sha2::{Digest as _, Sha256};

use super::completion;
use super::form::Form;
use super::parts::{FieldError, field_errors, has_error};
use super::update::as_at;

/// What one may say of how an item goes.
const GOING: [(&str, &str); 3] = [
    ("on_track", "On track for its target date"),
    ("completed", "Completed"),
    ("not_on_track", "Not on track, or late"),
];

/// The most items of a form that are looked at.
const ITEMS_MAX: usize = 2_000;

/// The fields that people fill in.
const TYPED: [&str; 9] = [
    "actual",
    "forecast",
    "unavailable",
    "rating",
    "going",
    "completed_on",
    "percent_complete",
    "cause",
    "commentary",
];

/// The name and id of a field of the item at an index.
pub(super) fn field(index: usize, name: &str) -> String {
    format!("item-{index}-{name}")
}

/// Whether an item is answered by a figure, and not by how it goes.
fn is_figure(kind: Kind) -> bool {
    kind == Kind::Measure
}

/// Whether it is answered by a word of the scheme's scale.
fn is_rated(kind: Kind) -> bool {
    matches!(kind, Kind::Risk | Kind::Project)
}

/// Whether it is work, of which a part may be done.
fn is_work(kind: Kind) -> bool {
    matches!(kind, Kind::Action | Kind::Milestone | Kind::Project)
}

/// Whether the target date was over on the day that an answer describes: what is
/// not completed then is late, whatever is hoped for.
fn is_past(item: &LinkItem, today: Date) -> bool {
    item.due.is_some_and(|due| due < as_at(item, today))
}

/// The fields of an item.
pub(super) fn show(
    index: usize,
    item: &LinkItem,
    today: Date,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let fields = Fields {
        index,
        form,
        errors,
    };
    html! {
        input type="hidden" name=(field(index, "plan")) value=(item.plan);
        input type="hidden" name=(field(index, "ref")) value=(item.reference);
        @if let Some(basis) = form.filled(&field(index, "basis")) {
            input type="hidden" name=(field(index, "basis")) value=(basis);
        }
        @if is_figure(item.kind) {
            (fields.input("actual", "Figure", "For example 94.5"))
            (fields.unavailable())
            (fields.input("forecast", "Forecast for the year\u{2019}s end (optional)", "For example 96"))
        } @else {
            @if is_rated(item.kind) {
                (fields.input("rating", "Rating (optional)", "The word of the council\u{2019}s scale, for example amber"))
            }
            (fields.going(is_past(item, today)))
            (fields.input("completed_on", "Day of completion, if it is completed", "For example 30/09/2020"))
            @if is_work(item.kind) {
                (fields.input("percent_complete", "Per cent complete (optional)", "From 0 to 100"))
            }
            (fields.cause())
        }
        (fields.commentary())
    }
}

/// What was sent, each item's fields under the number that it has on the page
/// now: between opening a page and sending it, somebody else may have answered
/// one of the others.
pub(super) fn fitted(items: &[LinkItem], sent: &Form) -> Form {
    let known = (0..ITEMS_MAX).map_while(|index| {
        let reference = sent.text(&field(index, "ref"));
        let plan = sent.text(&field(index, "plan"));
        (!reference.is_empty()).then_some((index, plan, reference))
    });
    let mut fitted = Form::default();
    for (before, plan, reference) in known {
        let is_it = |item: &LinkItem| item.plan == plan && item.reference == reference;
        if let Some(now) = items.iter().position(is_it) {
            fitted.take(sent, &field(before, ""), &field(now, ""));
        }
    }
    fitted
}

/// Reads the answers to items; what cannot be read is said of its field.
pub(super) fn read(items: &[LinkItem], form: &Form, today: Date) -> (Vec<Answer>, Vec<FieldError>) {
    let (mut answers, mut errors) = (Vec::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        let said = read_one(index, item, form, today, &mut errors);
        let cause = form.text(&field(index, "cause")).parse().ok();
        let facts = completion::facts(item, said, cause, today);
        answers.extend(facts.into_iter().map(|observation| Answer {
            plan: item.plan.clone(),
            reference: item.reference.clone(),
            observation,
        }));
    }
    (answers, errors)
}

/// Reads the answer to one item.
pub(super) fn read_one(
    index: usize,
    item: &LinkItem,
    form: &Form,
    today: Date,
    errors: &mut Vec<FieldError>,
) -> Observation {
    let mut read = Reading {
        index,
        form,
        errors,
        what: &item.reference,
    };
    read.observation(item, today)
}

/// Fills the fields of an item in with an answer that was given.
pub(super) fn fill(index: usize, given: &Observation, form: &mut Form) {
    let going = match (given.completed_on, given.on_track) {
        (Some(_), _) => Some("completed"),
        (None, Some(true)) => Some("on_track"),
        (None, Some(false)) => Some("not_on_track"),
        (None, None) => None,
    };
    let values = [
        ("actual", given.actual.map(|value| value.to_string())),
        ("forecast", given.forecast.map(|value| value.to_string())),
        ("unavailable", given.unavailable.map(|why| why.to_string())),
        ("rating", given.rating.clone()),
        ("going", going.map(str::to_owned)),
        (
            "completed_on",
            given
                .completed_on
                .map(|day| day.strftime("%d/%m/%Y").to_string()),
        ),
        (
            "percent_complete",
            given.percent_complete.map(|value| value.to_string()),
        ),
        ("cause", given.cause.map(|cause| cause.to_string())),
        ("basis", given.basis.map(|basis| basis.to_string())),
        ("commentary", given.commentary.as_deref().map(str::to_owned)),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            form.set(&field(index, name), value);
        }
    }
}

/// What stands in the fields of an item, in short: two that are the same were
/// typed the same.
pub(super) fn typed(index: usize, form: &Form) -> String {
    let mut text = String::new();
    for name in TYPED {
        text.push_str(&form.text(&field(index, name)).replace("\r\n", "\n"));
        text.push('\u{1f}');
    }
    hex::encode(&Sha256::digest(&text)[..8])
}

/// The index of the item that each answer is of: one item may have two.
pub(super) fn of_items(items: &[LinkItem], answers: &[Answer]) -> Vec<usize> {
    let of = |answer: &Answer| {
        let is_of =
            |item: &LinkItem| item.plan == answer.plan && item.reference == answer.reference;
        items.iter().position(is_of).unwrap_or_default()
    };
    answers.iter().map(of).collect()
}

fn error(index: usize, name: &str, text: String) -> FieldError {
    FieldError {
        field: field(index, name),
        text,
    }
}

struct Reading<'a> {
    index: usize,
    form: &'a Form,
    errors: &'a mut Vec<FieldError>,
    what: &'a str,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let text = self.form.text(&field(self.index, name));
        (!text.is_empty()).then_some(text)
    }

    fn fault(&mut self, name: &str, text: &str) {
        let text = format!("{}: {text}", self.what);
        self.errors.push(error(self.index, name, text));
    }

    fn parsed<T: FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let parsed = self.text(name)?.parse();
        if parsed.is_err() {
            self.fault(name, expected);
        }
        parsed.ok()
    }

    fn observation(&mut self, item: &LinkItem, today: Date) -> Observation {
        let mut facts = Observation {
            as_at: as_at(item, today),
            basis: self
                .text("basis")
                .and_then(|basis| basis.parse::<Basis>().ok()),
            percent_complete: None,
            completed_on: None,
            on_track: None,
            cause: None,
            actual: None,
            forecast: None,
            rating: None,
            unavailable: None,
            commentary: self.text("commentary").map(Into::into),
        };
        if is_figure(item.kind) {
            facts.actual = self.parsed("actual", "enter the figure as a number, like 94.5");
            facts.forecast = self.parsed("forecast", "enter the forecast as a number, like 96");
            facts.unavailable = self.parsed("unavailable", "choose a reason from the list");
            let is_given = self.text("actual").is_some();
            if is_given == facts.unavailable.is_some() {
                self.fault("actual", "enter the figure, or why there is none");
            }
            return facts;
        }
        facts.rating = self.text("rating").map(str::to_owned);
        facts.percent_complete = self.percent();
        match self.text("going") {
            Some("on_track") if is_past(item, today) => self.fault(
                "going",
                "its target date is over: select that it is completed, or late",
            ),
            Some("on_track") => facts.on_track = Some(true),
            Some("not_on_track") => {
                facts.on_track = Some(false);
                facts.cause =
                    self.parsed::<Cause>("cause", "choose whose circumstances it is late for");
            }
            Some("completed") => self.completed(&mut facts, today),
            _ if facts.rating.is_some() => {}
            _ => self.fault("going", "select how it is going"),
        }
        facts
    }

    /// Per cent from 0 to 100; what is none of these is said.
    fn percent<T: FromStr>(&mut self) -> Option<T> {
        let expected = "enter a number from 0 to 100";
        let percent = self.parsed("percent_complete", expected)?;
        let given = self
            .text("percent_complete")
            .and_then(|text| text.parse().ok());
        if given.is_some_and(|given: f64| !(0.0..=100.0).contains(&given)) {
            self.fault("percent_complete", expected);
        }
        Some(percent)
    }

    fn completed(&mut self, facts: &mut Observation, today: Date) {
        let day = self.text("completed_on").map(when::day);
        match day {
            Some(Ok(day)) if day > today => {
                self.fault("completed_on", "the day of completion is in the future");
            }
            Some(Ok(day)) => facts.completed_on = Some(day),
            _ => self.fault(
                "completed_on",
                "enter the day of completion, like 30/09/2020",
            ),
        }
    }
}

struct Fields<'a> {
    index: usize,
    form: &'a Form,
    errors: &'a [FieldError],
}

impl Fields<'_> {
    fn group(&self, id: &str, inner: Markup) -> Markup {
        let wrong = has_error(self.errors, id);
        html! {
            div class={ "govuk-form-group" @if wrong { " govuk-form-group--error" } } { (inner) }
        }
    }

    /// What a field is described by: its hint, and its error where it has one.
    fn described(&self, id: &str) -> String {
        match has_error(self.errors, id) {
            true => format!("{id}-hint {id}-error"),
            false => format!("{id}-hint"),
        }
    }

    fn input(&self, name: &str, label: &str, hint: &str) -> Markup {
        let id = field(self.index, name);
        let wrong = has_error(self.errors, &id);
        self.group(
            &id,
            html! {
                label class="govuk-label" for=(id) { (label) }
                div class="govuk-hint" id={ (id) "-hint" } { (hint) }
                (field_errors(self.errors, &id))
                input class={ "govuk-input govuk-input--width-10" @if wrong { " govuk-input--error" } }
                    id=(id) name=(id) type="text" value=(self.form.text(&id))
                    aria-describedby=(self.described(&id));
            },
        )
    }

    fn radios(&self, name: &str, legend: &str, choices: &[(&str, &str)]) -> Markup {
        let id = field(self.index, name);
        let chosen = self.form.text(&id);
        self.group(
            &id,
            html! {
                fieldset class="govuk-fieldset" {
                    legend class="govuk-fieldset__legend" { (legend) }
                    (field_errors(self.errors, &id))
                    div class="govuk-radios govuk-radios--small" data-module="govuk-radios" {
                        @for (choice, (value, label)) in choices.iter().enumerate() {
                            // The first has the id that an error leads to.
                            @let own = if choice == 0 { id.clone() } else { format!("{id}-{choice}") };
                            div class="govuk-radios__item" {
                                input class="govuk-radios__input" id=(own) name=(id) type="radio"
                                    value=(value) checked[chosen == *value];
                                label class="govuk-label govuk-radios__label" for=(own) { (label) }
                            }
                        }
                    }
                }
            },
        )
    }

    /// How it goes; that an item is on track is not offered where its date is over,
    /// unless that was said before.
    fn going(&self, is_past: bool) -> Markup {
        let (on_track, _) = GOING[0];
        let was_said = self.form.text(&field(self.index, "going")) == on_track;
        let from = usize::from(is_past && !was_said);
        self.radios("going", "How is it going?", &GOING[from..])
    }

    fn cause(&self) -> Markup {
        let choices = [
            (
                Cause::Inside.as_str(),
                "Within the directorate\u{2019}s control",
            ),
            (
                Cause::Outside.as_str(),
                "Outside the directorate\u{2019}s control",
            ),
        ];
        self.radios(
            "cause",
            "If it is not on track, what is the cause?",
            &choices,
        )
    }

    fn unavailable(&self) -> Markup {
        let id = field(self.index, "unavailable");
        let chosen = self.form.text(&id);
        self.group(
            &id,
            html! {
                label class="govuk-label" for=(id) { "If there is no figure, why" }
                (field_errors(self.errors, &id))
                select class="govuk-select" id=(id) name=(id) {
                    option value="" { "There is a figure" }
                    @for why in Unavailable::ALL {
                        option value=(why) selected[chosen == why.as_str()] { (why.label()) }
                    }
                }
            },
        )
    }

    fn commentary(&self) -> Markup {
        let id = field(self.index, "commentary");
        self.group(
            &id,
            html! {
                label class="govuk-label" for=(id) { "Commentary" }
                div class="govuk-hint" id={ (id) "-hint" } {
                    "Printed in the report. Say what was done, what is next, and if it is late, \
                    what is done about it."
                }
                (field_errors(self.errors, &id))
                textarea class="govuk-textarea" id=(id) name=(id) rows="4"
                    aria-describedby=(self.described(&id)) { (self.form.text(&id)) }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 10, 5);

    /// An action, answered for the quarter to 30 September 2026.
    fn action(due: Date) -> LinkItem {
        LinkItem {
            plan: "P".to_owned(),
            plan_title: "Plan".to_owned(),
            reference: "A1".to_owned(),
            kind: Kind::Action,
            title: "First".to_owned(),
            quarter: "2026-27-Q2".parse().unwrap(),
            complete_by: None,
            only_completion: false,
            answer_by: None,
            due: Some(due),
            of: None,
            because: None,
            last: None,
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_and_in_plain_words() {
        let check = |due: Date, typed: &[(&str, &str)], expected: &[&str]| {
            let fields = typed
                .iter()
                .map(|(name, value)| (field(0, name), (*value).to_owned()));
            let form = Form::with(fields);
            let (_, errors) = read(&[action(due)], &form, TODAY);
            let said: Vec<&str> = errors.iter().map(|error| error.text.as_str()).collect();
            assert_eq!(said, expected);
        };
        let (past, to_come) = (date(2026, 9, 25), date(2026, 9, 30));
        check(to_come, &[("going", "on_track")], &[]);
        check(
            past,
            &[("going", "on_track")],
            &["A1: its target date is over: select that it is completed, or late"],
        );
        check(past, &[("going", "not_on_track")], &[]);
        check(
            to_come,
            &[
                ("going", "completed"),
                ("completed_on", "30/11/2026"),
                ("percent_complete", "150"),
            ],
            &[
                "A1: enter a number from 0 to 100",
                "A1: the day of completion is in the future",
            ],
        );
        let completed = [("going", "completed"), ("completed_on", "02/10/2026")];
        check(to_come, &completed, &[]);
    }

    #[test]
    fn what_is_late_is_not_offered_as_on_track() {
        let check = |due: Date, said: Option<&str>, offered: bool| {
            let said = said.map(|said| (field(0, "going"), said.to_owned()));
            let form = Form::with(said);
            let shown = show(0, &action(due), TODAY, &form, &[]).into_string();
            assert_eq!(shown.contains("value=\"on_track\""), offered, "{shown}");
            assert!(shown.contains("value=\"not_on_track\""), "{shown}");
            // An error leads to the first choice, whichever that is.
            assert!(shown.contains("id=\"item-0-going\""), "{shown}");
        };
        check(date(2026, 9, 30), None, true);
        check(date(2026, 9, 25), None, false);
        check(date(2026, 9, 25), Some("completed"), false);
        // What was said before stays to be seen, and to be left as it is.
        check(date(2026, 9, 25), Some("on_track"), true);
    }
}
