//! All that a report prints, in plain types.

use jiff::civil::Date;
use quarterday_domain::figures::{ItemFigures, PlanFigures};
use quarterday_proto::item::Kind;
use quarterday_proto::layout::Layout;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::report::{ReportHeader, SignOffRow};
use std::collections::BTreeMap;

/// A report with the facts of what it covers.
#[derive(Debug, Clone)]
pub struct ReportFacts {
    /// Name of the council.
    pub council: String,
    /// Reference.
    pub reference: String,
    /// Title.
    pub title: String,
    /// What stands above the text.
    pub header: ReportHeader,
    /// Post of the author.
    pub author: String,
    /// Post of the sponsor, where it has one.
    pub sponsor: Option<String>,
    /// State in a word, where it is not published.
    pub draft: Option<String>,
    /// Number of the version.
    pub version: u32,
    /// What sign-offs name.
    pub content_hash: String,
    /// The layout that it takes.
    pub layout: Layout,
    /// What the author wrote, figures still by name.
    pub sections: Vec<SectionFacts>,
    /// The plans covered, in the order of the report.
    pub plans: Vec<PlanFacts>,
    /// The sign-off table.
    pub sign_offs: Vec<SignOffRow>,
    /// What was restated since publication.
    pub corrections: Vec<Correction>,
}

/// A section as the author wrote it.
#[derive(Debug, Clone)]
pub struct SectionFacts {
    /// Key.
    pub key: String,
    /// Heading.
    pub heading: String,
    /// Text, figures by name.
    pub text: String,
    /// Paragraph of Schedule 12A, where exempt.
    pub exempt_paragraph: Option<String>,
}

/// A plan's quarter.
#[derive(Debug, Clone)]
pub struct PlanFacts {
    /// Reference.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Its positions and figures.
    pub figures: PlanFigures,
    /// Its items that count, in their order.
    pub items: Vec<ItemFacts>,
    /// Amendments that wait for a decision.
    pub amendments: Vec<AmendmentFacts>,
    /// The officer's reason for closing without some answers.
    pub unanswered_reason: Option<String>,
}

/// An item as at the quarter's end.
#[derive(Debug, Clone)]
pub struct ItemFacts {
    /// Reference.
    pub reference: String,
    /// Kind.
    pub kind: Kind,
    /// Title.
    pub title: String,
    /// Titles that it had before.
    pub old_titles: Vec<String>,
    /// Theme.
    pub theme: Option<String>,
    /// Post of the owner.
    pub owner: Option<String>,
    /// Day that it began on.
    pub start: Option<Date>,
    /// Day that counts.
    pub due: Option<Date>,
    /// The first day, where another was approved since.
    pub original_due: Option<Date>,
    /// Day of completion.
    pub completed_on: Option<Date>,
    /// Other references.
    pub aliases: Vec<String>,
    /// Board.
    pub board: Option<String>,
    /// Figures, as printed.
    pub figures: ItemFigures,
    /// Why there is no figure.
    pub unavailable: Option<String>,
    /// Why there is no target.
    pub no_target: Option<String>,
    /// Commentary.
    pub commentary: Option<String>,
    /// Paragraph of Schedule 12A, where exempt.
    pub exempt_paragraph: Option<String>,
}

/// An amendment that waits for a decision.
#[derive(Debug, Clone)]
pub struct AmendmentFacts {
    /// The items concerned, by kind, reference and title.
    pub items: Vec<String>,
    /// What is proposed, a line each.
    pub proposed: Vec<String>,
    /// Why.
    pub rationale: String,
}

/// A figure that was restated after publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Title of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// What was reported, for example `97% (29) ongoing`.
    pub reported: String,
    /// What is now known.
    pub known: String,
    /// Why.
    pub reason: String,
}

impl ReportFacts {
    /// A section of the author's by key.
    pub fn section(&self, key: &str) -> Option<&SectionFacts> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// The figures of all plans, by which text names them.
    pub fn figures(&self) -> Vec<PlanFigures> {
        self.plans.iter().map(|plan| plan.figures.clone()).collect()
    }

    /// Fields of the header by key.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.header.fields
    }
}

impl PlanFacts {
    /// The status of an item on an axis's position, and its label.
    pub fn status(&self, reference: &str, kind: Kind) -> Vec<(String, String)> {
        let own = self.figures.own_positions();
        let mut found = Vec::new();
        for position in own.filter(|position| position.kind == kind) {
            let mut items = position.items.iter();
            if let Some(item) = items.find(|item| item.reference == reference) {
                let part = position
                    .parts
                    .iter()
                    .find(|part| part.status == item.status);
                let label = match (part, &item.excluded) {
                    (_, Some(reason)) => reason.clone(),
                    (Some(part), None) => part.label.clone(),
                    (None, None) => item.status.clone(),
                };
                found.push((item.status.clone(), label));
            }
        }
        found
    }
}
