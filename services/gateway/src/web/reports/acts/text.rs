//! The fields of a report's text: shown, read back, and laid over what somebody
//! else saved meanwhile.

use maud::{Markup, html};
use quarterday_proto::report::{ReportContent, ReportHeader, Section};
use quarterday_proto::when;

use super::super::case::Case;
use super::typed;
use crate::web::fields::{input, select, textarea};
use crate::web::form::Form;
use crate::web::parts::FieldError;
use crate::web::{report as shown, words};

/// Hash of the version that the form began from.
const BASE: &str = "base";
/// The most sections and fields of a form that are looked at.
const PARTS_MAX: usize = 200;
/// Rows of a section's text.
const ROWS: usize = 8;
/// Fields above the text that every report may have.
const USUAL: [&str; 6] = [
    "portfolio_holder",
    "wards",
    "forward_plan_reference",
    "agenda_item",
    "strategic_aim",
    "contact",
];

/// The form of the present version.
pub(super) fn prefill(case: &Case<'_>) -> Form {
    let mut pairs = of(case.report.content());
    let sponsor = case.report.details.sponsor;
    let sponsor = sponsor.and_then(|person| case.state.person_by_id(person));
    let sponsor = sponsor.map_or_else(String::new, |person| person.details.email.clone());
    pairs.push(("sponsor".to_owned(), sponsor));
    pairs.push((BASE.to_owned(), case.report.hash().to_owned()));
    Form::with(pairs)
}

/// A content as the fields of a form.
fn of(content: &ReportContent) -> Vec<(String, String)> {
    let header = &content.header;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let mut pairs = vec![
        ("title".to_owned(), content.title.clone()),
        (
            "committee".to_owned(),
            header.committee.clone().unwrap_or_default(),
        ),
        (
            "meeting".to_owned(),
            header.meeting.map(typed).unwrap_or_default(),
        ),
        ("private".to_owned(), yes(header.private)),
        ("key_decision".to_owned(), yes(header.key_decision)),
    ];
    let own = header.fields.keys().map(String::as_str);
    let usual = USUAL
        .into_iter()
        .filter(|key| !header.fields.contains_key(*key));
    for (index, key) in own.chain(usual).enumerate() {
        let value = header.fields.get(key).cloned().unwrap_or_default();
        pairs.push((format!("field-{index}-key"), key.to_owned()));
        pairs.push((format!("field-{index}-text"), value));
    }
    for (index, section) in content.sections.iter().enumerate() {
        let of = |what: &str| format!("section-{index}-{what}");
        let exempt = section.exempt_paragraph.clone().unwrap_or_default();
        pairs.push((of("key"), section.key.clone()));
        pairs.push((of("heading"), section.heading.clone()));
        pairs.push((of("text"), section.text.clone()));
        pairs.push((of("exempt"), exempt));
    }
    pairs
}

/// The numbers of the sections, or of the fields above the text, of a form.
fn numbered<'a>(form: &'a Form, what: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    (0..PARTS_MAX).map_while(move |index| {
        let key = form.text(&format!("{what}-{index}-key"));
        (!key.is_empty()).then_some((index, key))
    })
}

pub(super) fn fields(case: &Case<'_>, form: &Form, errors: &[FieldError]) -> Markup {
    let yes_no = [("no", "No"), ("yes", "Yes")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    html! {
        input type="hidden" name=(BASE) value=(form.text(BASE));
        h2 class="govuk-heading-m" { "Above the text" }
        (input("title", "Title", None, form, errors))
        (input("sponsor", "Sponsor, by address", None, form, errors))
        (input("committee", "Committee", None, form, errors))
        (input("meeting", "Day of the meeting", Some("For example 10/11/2021"), form, errors))
        (select("private", "Taken in private", None, &yes_no, form, errors))
        (select("key_decision", "Key decision", None, &yes_no, form, errors))
        @for (index, key) in numbered(form, "field") {
            @let name = format!("field-{index}-text");
            input type="hidden" name={ "field-" (index) "-key" } value=(key);
            (input(&name, &shown::label(key), None, form, errors))
        }
        h2 class="govuk-heading-m" { "Sections" }
        p class="govuk-body" {
            "To take a section out, leave its heading and its text empty. Figures of the covered \
            quarters are printed with the report; they are not typed."
        }
        @for (index, key) in numbered(form, "section") {
            @let of = |what: &str| format!("section-{index}-{what}");
            fieldset class="govuk-fieldset" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" {
                    "Section " (index + 1) ": " (heading_of(case, form, index, key))
                }
                input type="hidden" name=(of("key")) value=(key);
                (input(&of("heading"), "Heading", None, form, errors))
                (textarea(&of("text"), "Text", None, ROWS, form, errors))
                (input(&of("exempt"), "Exempt paragraph, if it is exempt", None, form, errors))
            }
        }
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--s" {
                "Another section (optional)"
            }
            (input("new-heading", "Heading of the new section", None, form, errors))
            (textarea("new-text", "Text of the new section", None, ROWS, form, errors))
        }
    }
}

fn heading_of(case: &Case<'_>, form: &Form, index: usize, key: &str) -> String {
    match form.text(&format!("section-{index}-heading")) {
        "" => shown::name_of(case.report.content(), key),
        heading => heading.to_owned(),
    }
}

/// The other sponsor that was named, where it is another.
pub(super) fn sponsor(form: &Form) -> Option<String> {
    super::optional(form, "sponsor")
}

/// The content that a form says; what stands as it was keeps its own blanks and
/// line breaks, which a form loses.
pub(super) fn read(case: &Case<'_>, form: &Form) -> Result<ReportContent, Vec<FieldError>> {
    let now = case.report.content();
    let mut errors = Vec::new();
    let mut fault = |field: &str, text: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    if form.text("title").is_empty() {
        fault("title", "Enter the title");
    }
    let meeting = match form.text("meeting") {
        "" => None,
        text => match when::day(text) {
            Ok(day) => Some(day),
            Err(_) => {
                fault(
                    "meeting",
                    "Enter the day of the meeting, for example 10/11/2021",
                );
                None
            }
        },
    };
    let mut header = ReportHeader {
        committee: super::optional(form, "committee"),
        meeting,
        private: form.text("private") == "yes",
        key_decision: form.text("key_decision") == "yes",
        fields: std::collections::BTreeMap::new(),
    };
    for (index, key) in numbered(form, "field") {
        let text = form.text(&format!("field-{index}-text"));
        let before = now.header.fields.get(key);
        // What was blank and is there stays blank and there.
        if !text.is_empty() || before.is_some() {
            let text = kept(before.map(String::as_str), text);
            header.fields.insert(key.to_owned(), text);
        }
    }
    let mut sections = Vec::new();
    for (index, key) in numbered(form, "section") {
        let of = |what: &str| form.text(&format!("section-{index}-{what}"));
        let before = now.sections.iter().find(|section| section.key == key);
        if of("heading").is_empty() && of("text").is_empty() {
            continue;
        }
        if of("heading").is_empty() {
            fault(
                &format!("section-{index}-heading"),
                "Enter the heading of the section",
            );
        }
        sections.push(Section {
            key: key.to_owned(),
            heading: kept(before.map(|one| one.heading.as_str()), of("heading")),
            text: kept(before.map(|one| one.text.as_str()), of("text")),
            exempt_paragraph: Some(of("exempt").to_owned()).filter(|text| !text.is_empty()),
        });
    }
    match (form.text("new-heading"), form.text("new-text")) {
        ("", "") => {}
        ("", _) => fault("new-heading", "Enter the heading of the new section"),
        (heading, text) => sections.push(Section {
            key: new_key(heading, &sections),
            heading: heading.to_owned(),
            text: kept(None, text),
            exempt_paragraph: None,
        }),
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(ReportContent {
        title: kept(Some(&now.title), form.text("title")),
        header,
        sections,
    })
}

/// A text as it was, where a form says the same but for blanks around it and the
/// kind of its line breaks.
fn kept(before: Option<&str>, text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    match before {
        Some(before) if same(before, &text) => before.to_owned(),
        _ => text,
    }
}

fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    plain(one) == plain(other)
}

/// A key for a heading that no other section has.
pub(in crate::web::reports) fn new_key(heading: &str, sections: &[Section]) -> String {
    let letters = heading.to_lowercase();
    let letters = letters.chars().map(|one| match one {
        'a'..='z' | '0'..='9' => one,
        _ => ' ',
    });
    let words: String = letters.collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let base: String = words.join("_").chars().take(32).collect();
    let base = match base.as_str() {
        "" | "figures" | "header" => format!("section{base}"),
        _ => base,
    };
    let taken = |key: &str| sections.iter().any(|section| section.key == key);
    let mut numbers = 2..;
    let mut key = base.clone();
    while taken(&key) {
        key = format!("{base}_{}", numbers.next().unwrap_or_default());
    }
    key
}

/// A form laid over the version that somebody else saved meanwhile: what was not
/// touched here is as they have it; what was touched stays as it was typed here.
/// Above it, what they changed.
pub(super) fn merge(case: &Case<'_>, form: &Form) -> (Form, Markup) {
    let report = case.report;
    let base = shown::edition_of(report, form.text(BASE));
    let empty = ReportContent::default();
    let old = base.map_or(&empty, |edition| &*edition.content);
    let (before, now) = (Form::with(of(old)), prefill(case));
    let mut merged: Vec<(String, String)> = Vec::new();
    let mut both = Vec::new();
    for (name, theirs) in now.fields() {
        let (before, mine) = (placed(&before, &now, name), placed(form, &now, name));
        let mine = mine.unwrap_or_default();
        let before = before.unwrap_or_default();
        let touched = !same(before, mine) && name != BASE;
        if touched && !same(theirs, mine) && !same(theirs, before) {
            both.push((name.to_owned(), theirs.to_owned()));
        }
        let text = if touched { mine } else { theirs };
        merged.push((name.to_owned(), text.to_owned()));
    }
    merged.extend(taken_out(form, &now, old));
    for name in ["new-heading", "new-text", "correction"] {
        merged.push((name.to_owned(), form.text(name).to_owned()));
    }
    let above = html! {
        @if let Some(base) = base {
            h2 class="govuk-heading-m" id="theirs" { "What was changed meanwhile" }
            p class="govuk-body" {
                "Version " (report.edition().version) " was saved on "
                (words::moment(case.state, report.edition().recorded.at)) "."
            }
            (shown::between(case.state, report, base, report.edition()))
        }
        @if !both.is_empty() {
            h2 class="govuk-heading-m" id="both" { "What both of you changed" }
            p class="govuk-body" {
                "The fields below have what you wrote. This is what the report says there now; \
                take over what is to stay:"
            }
            @for (name, theirs) in &both {
                div class="govuk-inset-text" {
                    p class="govuk-body" { strong { (called(case, &now, name)) } }
                    (shown::paragraphs(theirs))
                }
            }
        }
    };
    (Form::with(merged), above)
}

/// The sections that were touched here and taken out there: what was written stays.
fn taken_out(form: &Form, now: &Form, old: &ReportContent) -> Vec<(String, String)> {
    let mut next = numbered(now, "section").count();
    let mut fields = Vec::new();
    for (index, key) in numbered(form, "section") {
        let of = |what: &str| form.text(&format!("section-{index}-{what}"));
        let is_there = numbered(now, "section").any(|(_, known)| known == key);
        let before = old.sections.iter().find(|section| section.key == key);
        let untouched = before
            .is_some_and(|one| same(&one.heading, of("heading")) && same(&one.text, of("text")));
        if is_there || untouched {
            continue;
        }
        for what in ["key", "heading", "text", "exempt"] {
            fields.push((format!("section-{next}-{what}"), of(what).to_owned()));
        }
        next += 1;
    }
    fields
}

/// The value that a form has where another has a field: fields of sections and
/// above the text are found by their key, since their numbers may differ.
fn placed<'a>(form: &'a Form, other: &Form, name: &str) -> Option<&'a str> {
    let parts: Vec<&str> = name.splitn(3, '-').collect();
    let [what @ ("section" | "field"), number, part] = parts[..] else {
        return Some(form.text(name));
    };
    let key = other.text(&format!("{what}-{number}-key"));
    let (index, _) = numbered(form, what).find(|(_, known)| *known == key)?;
    Some(form.text(&format!("{what}-{index}-{part}")))
}

/// What a field is called.
fn called(case: &Case<'_>, form: &Form, name: &str) -> String {
    let parts: Vec<&str> = name.splitn(3, '-').collect();
    match parts[..] {
        ["section", number, _] => {
            let key = form.text(&format!("section-{number}-key"));
            shown::name_of(case.report.content(), key)
        }
        ["field", number, _] => shown::label(form.text(&format!("field-{number}-key"))),
        _ => shown::label(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_new_sections() {
        let section = |key: &str| Section {
            key: key.to_owned(),
            heading: String::new(),
            text: String::new(),
            exempt_paragraph: None,
        };
        let check = |heading: &str, known: &[&str], expected: &str| {
            let known: Vec<Section> = known.iter().map(|key| section(key)).collect();
            assert_eq!(new_key(heading, &known), expected, "{heading}");
        };
        check("Finance", &[], "finance");
        check("Areas of risk (all)", &[], "areas_of_risk_all");
        check("Finance", &["finance"], "finance_2");
        check("Finance", &["finance", "finance_2"], "finance_3");
        check("Figures", &[], "sectionfigures");
        check("\u{2013}", &[], "section");
        check(&"long ".repeat(20), &[], "long_long_long_long_long_long_lo");
    }

    #[test]
    fn texts_that_only_lost_blanks_stay_as_they_were() {
        let check = |before: &str, text: &str, expected: &str| {
            assert_eq!(kept(Some(before), text), expected, "{before}");
        };
        check("One.\n\nTwo.\n", "One.\r\n\r\nTwo.", "One.\n\nTwo.\n");
        check("One.", "One.\r\nTwo.", "One.\nTwo.");
    }
}
