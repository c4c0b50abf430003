//! A draft, read once for all checks.

use std::ops::Range;

use quarterday_proto::lint::{Finding, FindingPlace};

use super::code::Found;
use super::draft::{Draft, Field, Item, Paragraph, Plan, Section};
use super::reader::figures::{Mention, mentions};
use super::reader::labels::{Said, said};
use super::reader::{Text, stem, stems};
use super::topic::{Topic, topics};

/// A draft, read.
pub(super) struct Reading<'a> {
    pub(super) draft: &'a Draft,
    pub(super) sections: Vec<ReadSection<'a>>,
    pub(super) titles: Vec<Titled<'a>>,
}

/// An item with the words of its title.
pub(super) struct Titled<'a> {
    pub(super) plan: &'a Plan,
    pub(super) item: &'a Item,
    pub(super) words: Vec<String>,
}

/// A section, read.
pub(super) struct ReadSection<'a> {
    pub(super) index: usize,
    pub(super) section: &'a Section,
    pub(super) topics: Vec<Topic>,
    pub(super) heading: Text<'a>,
    pub(super) paragraphs: Vec<ReadParagraph<'a>>,
}

/// A paragraph, read.
pub(super) struct ReadParagraph<'a> {
    pub(super) index: usize,
    pub(super) paragraph: &'a Paragraph,
    pub(super) text: Text<'a>,
    pub(super) told: Vec<Told<'a>>,
}

/// A number of items, and what is said of them.
pub(super) struct Told<'a> {
    pub(super) mention: Mention,
    pub(super) sentence: Range<usize>,
    pub(super) said: Option<Said<'a>>,
}

/// What the checks found, with where it stands in the report.
#[derive(Default)]
pub(super) struct Findings {
    made: Vec<((usize, usize, u32), Finding)>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(draft: &'a Draft) -> Self {
        let sections = draft.sections.iter().enumerate();
        Self {
            draft,
            sections: sections
                .map(|(index, section)| read(draft, index, section))
                .collect(),
            titles: titles(draft),
        }
    }

    /// Every paragraph with its section.
    pub(super) fn paragraphs(
        &self,
    ) -> impl Iterator<Item = (&ReadSection<'a>, &ReadParagraph<'a>)> {
        self.sections.iter().flat_map(|section| {
            let paragraphs = section.paragraphs.iter();
            paragraphs.map(move |paragraph| (section, paragraph))
        })
    }
}

impl ReadSection<'_> {
    pub(super) fn is_for(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }

    /// Whether it tells how the work of a plan stands.
    pub(super) fn tells_progress(&self) -> bool {
        const TELLING: [Topic; 3] = [Topic::Overview, Topic::Progress, Topic::AreasOfRisk];
        TELLING.iter().any(|topic| self.is_for(*topic))
            || (self.section.plan.is_some() && self.topics.is_empty())
            || self.is_for(Topic::Issues)
    }
}

fn read<'a>(draft: &'a Draft, index: usize, section: &'a Section) -> ReadSection<'a> {
    let labels: Vec<&'a str> = draft
        .plans_of(section)
        .flat_map(|plan| &plan.positions)
        .flat_map(|position| &position.figures)
        .map(|figure| figure.label.as_str())
        .filter(|label| !names_items_only(label))
        .collect();
    let paragraphs = section.paragraphs.iter().enumerate();
    ReadSection {
        index,
        section,
        topics: topics(&section.key, &section.heading),
        heading: Text::read(&section.heading),
        paragraphs: paragraphs
            .map(|(index, paragraph)| {
                let text = Text::read(&paragraph.text);
                let told = told(&text, &labels);
                ReadParagraph {
                    index,
                    paragraph,
                    text,
                    told,
                }
            })
            .collect(),
    }
}

/// Words that titles of items begin with, and that tell none from another.
const GENERAL: [&str; 24] = [
    "write",
    "develop",
    "deliver",
    "review",
    "set",
    "make",
    "help",
    "bring",
    "new",
    "produce",
    "publish",
    "support",
    "plan",
    "prepare",
    "run",
    "work",
    "give",
    "hold",
    "keep",
    "start",
    "project",
    "programme",
    "council",
    "service",
];

fn titles(draft: &Draft) -> Vec<Titled<'_>> {
    let general: Vec<String> = GENERAL.iter().map(|word| stem(word)).collect();
    let items = draft
        .plans
        .iter()
        .flat_map(|plan| plan.items.iter().map(move |item| (plan, item)));
    items
        .map(|(plan, item)| {
            let mut words = stems(&item.title);
            words.retain(|word| !general.contains(word));
            words.sort_unstable();
            words.dedup();
            Titled { plan, item, words }
        })
        .collect()
}

fn told<'a>(text: &Text<'_>, labels: &[&'a str]) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    for sentence in &text.sentences {
        for mention in mentions(text, sentence.clone()) {
            let said = said(text, mention.clause.clone(), labels);
            told.push(Told {
                mention,
                sentence: sentence.clone(),
                said: said.map(|(_, said)| said),
            });
        }
    }
    told
}

/// Whether a label names the items and says nothing of how they stand.
fn names_items_only(label: &str) -> bool {
    const NAMES: [&str; 7] = [
        "strategic",
        "risks",
        "actions",
        "measures",
        "projects",
        "milestones",
        "indicators",
    ];
    label.split_whitespace().all(|word| NAMES.contains(&word))
}

impl Findings {
    /// Something found at some words of a paragraph.
    pub(super) fn at(
        &mut self,
        section: &ReadSection<'_>,
        paragraph: &ReadParagraph<'_>,
        pieces: Range<usize>,
        found: Found,
    ) {
        let (offset, words) = paragraph.text.quote(pieces);
        let number = paragraph.paragraph.number.clone();
        let place = FindingPlace {
            paragraph: Some(number.unwrap_or_else(|| (paragraph.index + 1).to_string())),
            offset: Some(offset),
            words,
            ..in_section(section)
        };
        let key = (section.index + 1, paragraph.index + 1, offset);
        self.made.push((key, found.at(place)));
    }

    /// Something found in the heading of a section.
    pub(super) fn in_heading(
        &mut self,
        section: &ReadSection<'_>,
        pieces: Range<usize>,
        found: Found,
    ) {
        let (_, words) = section.heading.quote(pieces);
        let place = FindingPlace {
            words,
            ..in_section(section)
        };
        self.made.push(((section.index + 1, 0, 0), found.at(place)));
    }

    /// Something found in a field above the text.
    pub(super) fn in_field(&mut self, field: &Field, found: Found) {
        let place = FindingPlace {
            heading: field.label.clone(),
            words: field.value.clone(),
            ..FindingPlace::default()
        };
        self.made.push(((0, 0, 0), found.at(place)));
    }

    /// Something found of an item.
    pub(super) fn of_item(&mut self, plan: &Plan, item: &Item, found: Found) {
        let place = FindingPlace {
            heading: format!("{} of {}", item.reference, plan.name),
            ..FindingPlace::default()
        };
        self.made.push(((usize::MAX, 0, 0), found.at(place)));
    }

    /// All of it, in the order of the report.
    pub(super) fn in_order(mut self) -> Vec<Finding> {
        self.made.sort_by(|one, other| {
            let key = |made: &((usize, usize, u32), Finding)| (made.0, made.1.code.clone());
            key(one).cmp(&key(other))
        });
        self.made.into_iter().map(|(_, finding)| finding).collect()
    }
}

fn in_section(section: &ReadSection<'_>) -> FindingPlace {
    FindingPlace {
        section: Some(section.section.key.clone()),
        heading: section.section.heading.clone(),
        ..FindingPlace::default()
    }
}
