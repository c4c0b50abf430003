//! A text under implications that belongs under another heading.

use std::ops::Range;

use crate::lint::code::{Found, LintCode};
use crate::lint::reader::Text;
use crate::lint::reading::{Findings, ReadSection, Reading};
use crate::lint::topic::Topic;

/// What a topic is called, and the wordings that only its own text has.
struct Signs {
    topic: Topic,
    name: &'static str,
    /// "There are no … implications".
    named: &'static [&'static str],
    /// Statutes and duties.
    duties: &'static [&'static str],
}

const SIGNS: [Signs; 8] = [
    Signs {
        topic: Topic::Equality,
        name: "equality",
        named: &["equality", "equalities", "equality and diversity"],
        duties: &[
            "2010 equality act",
            "equality act 2010",
            "equality act",
            "public sector equality duty",
            "public sector equality duties",
            "public sector equalities duty",
        ],
    },
    Signs {
        topic: Topic::HealthAndWellbeing,
        name: "health and wellbeing",
        named: &["health and wellbeing", "health & wellbeing"],
        duties: &[],
    },
    Signs {
        topic: Topic::CommunitySafety,
        name: "community safety",
        named: &["community safety", "crime and disorder"],
        duties: &["crime and disorder act"],
    },
    Signs {
        topic: Topic::Finance,
        name: "finance",
        named: &["finance", "financial"],
        duties: &[],
    },
    Signs {
        topic: Topic::Legal,
        name: "legal",
        named: &["legal"],
        duties: &[],
    },
    Signs {
        topic: Topic::HumanResources,
        name: "human resources",
        named: &["human resource", "human resources", "staffing"],
        duties: &[],
    },
    Signs {
        topic: Topic::Climate,
        name: "climate and sustainability",
        named: &["climate", "sustainability", "sustainability impact"],
        duties: &[],
    },
    Signs {
        topic: Topic::DataProtection,
        name: "data protection",
        named: &["data protection"],
        duties: &[
            "data protection impact assessment",
            "data protection impact assessments",
        ],
    },
];

/// What stands after the name of a topic where a text speaks of it as one.
const ENDINGS: [&str; 5] = [
    "implications",
    "issues",
    "impacts",
    "considerations",
    "impact issues",
];

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for section in reading
        .sections
        .iter()
        .filter(|section| takes_one_topic(section))
    {
        for signs in SIGNS.iter().filter(|signs| !belongs(section, signs.topic)) {
            // One finding for a text of several paragraphs.
            let foreign = section
                .paragraphs
                .iter()
                .find_map(|paragraph| Some((paragraph, spoken(&paragraph.text, signs)?)));
            let Some((paragraph, at)) = foreign else {
                continue;
            };
            let (_, words) = paragraph.text.quote(at.clone());
            let heading = &section.section.heading;
            let found = Found {
                code: LintCode::OtherHeading,
                problem: format!("a text on {} stands under `{heading}`", signs.name),
                says: words,
                against: heading.clone(),
                remedy: format!("move it under {}, and write what belongs here", signs.name),
            };
            findings.at(section, paragraph, at, found);
        }
    }
}

/// Whether a section is for implications of its own kind only.
fn takes_one_topic(section: &ReadSection<'_>) -> bool {
    SIGNS.iter().any(|signs| section.is_for(signs.topic))
        || section.is_for(Topic::Risk)
        || section.is_for(Topic::Consultation)
}

fn belongs(section: &ReadSection<'_>, topic: Topic) -> bool {
    section.is_for(topic) || section.is_for(Topic::Other)
}

fn spoken(text: &Text<'_>, signs: &Signs) -> Option<Range<usize>> {
    let all = 0..text.pieces.len();
    if let Some(at) = text.has_any(all.clone(), signs.duties) {
        return Some(at);
    }
    let named = signs
        .named
        .iter()
        .flat_map(|name| ENDINGS.iter().map(move |ending| format!("{name} {ending}")));
    let named: Vec<String> = named.collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    text.has_any(all, &named)
}
