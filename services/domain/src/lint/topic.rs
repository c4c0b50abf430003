//! What a section is for, by its key and heading.

use super::reader::{Text, stem};

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// The figures of a plan.
    Overview,
    /// What was done: highlights, achievements, a summary of the quarter.
    Progress,
    /// What is wrong: performance issues.
    Issues,
    /// Where risks are spoken of as part of the position.
    AreasOfRisk,
    Finance,
    Legal,
    HumanResources,
    Risk,
    /// What the council's policies say of it.
    Policy,
    Equality,
    DataProtection,
    CommunitySafety,
    HealthAndWellbeing,
    Climate,
    Consultation,
    BackgroundPapers,
    /// Where anything may stand.
    Other,
}

/// Words that name a topic, by their stems, and what it is.
const NAMED: [(&str, Topic); 20] = [
    ("performance overview", Topic::Overview),
    ("overview", Topic::Overview),
    ("performance against target", Topic::Overview),
    ("highlights", Topic::Progress),
    ("achievements", Topic::Progress),
    ("achievement", Topic::Progress),
    ("performance issues", Topic::Issues),
    ("finance", Topic::Finance),
    ("financial", Topic::Finance),
    ("costs", Topic::Finance),
    ("legal", Topic::Legal),
    ("human resources", Topic::HumanResources),
    ("policy", Topic::Policy),
    ("equality", Topic::Equality),
    ("data protection", Topic::DataProtection),
    ("community safety", Topic::CommunitySafety),
    ("health wellbeing", Topic::HealthAndWellbeing),
    ("climate", Topic::Climate),
    ("sustainability", Topic::Climate),
    ("consultation", Topic::Consultation),
];

/// The topics of a section.
pub(super) fn topics(key: &str, heading: &str) -> Vec<Topic> {
    let heading = words(heading);
    // Where the heading says nothing that is known, the key may.
    let mut found = of_words(&heading);
    if found.is_empty() {
        found = of_words(&words(&key.replace('_', " ")));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn of_words(words: &[String]) -> Vec<Topic> {
    let has = |row: &str| {
        let row = self::words(row);
        words.windows(row.len().max(1)).any(|window| window == row)
    };
    let named = NAMED.iter().filter(|(row, _)| has(row));
    let mut found: Vec<Topic> = named.map(|(_, topic)| *topic).collect();
    if has("areas risk") || has("area risk") {
        found.push(Topic::AreasOfRisk);
    } else if has("risk") {
        found.push(Topic::Risk);
    }
    if has("summary") && has("quarter") && found.is_empty() {
        found.push(Topic::Progress);
    }
    if has("background papers") {
        found.push(Topic::BackgroundPapers);
    }
    if has("other") {
        found.push(Topic::Other);
    }
    found
}

/// The stems of a heading, without the words that join.
fn words(text: &str) -> Vec<String> {
    let read = Text::read(text);
    let words = read.pieces.iter().map(|piece| piece.lower.as_str());
    words
        .filter(|word| !matches!(*word, "and" | "of" | "the" | "&" | "," | "(" | ")"))
        .map(stem)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_a_section_is_for() {
        for (heading, expected) in [
            ("Performance Overview", vec![Topic::Overview]),
            ("Quarter 2 Highlights", vec![Topic::Progress]),
            ("Quarter 2 summary", vec![Topic::Progress]),
            ("Conclusion and summary of the reasons", vec![]),
            ("Key areas of achievement", vec![Topic::Progress]),
            (
                "Opportunities for development and areas of risk",
                vec![Topic::AreasOfRisk],
            ),
            (
                "Risk and Policy Implications",
                vec![Topic::Risk, Topic::Policy],
            ),
            (
                "Health and Wellbeing implications",
                vec![Topic::HealthAndWellbeing],
            ),
            ("Financial and value for money issues", vec![Topic::Finance]),
            (
                "Other considerations (corporate priorities, risks)",
                vec![Topic::Risk, Topic::Other],
            ),
            ("Background Papers", vec![Topic::BackgroundPapers]),
            ("Purpose", vec![]),
        ] {
            assert_eq!(topics("x", heading), expected, "{heading}");
        }
        assert_eq!(topics("issues_resources", "4.3"), vec![]);
        assert_eq!(topics("performance_issues", "4.3"), vec![Topic::Issues]);
    }
}
