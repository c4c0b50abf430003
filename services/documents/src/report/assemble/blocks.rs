//! The blocks of a section, one kind each.

use quarterday_proto::item::Kind;
use quarterday_proto::layout::{Block as LayoutBlock, BlockKind};
use quarterday_proto::position::{Exception, Position};

use super::super::document::{Block, Run, Table};
use super::super::facts::{PlanFacts, ReportFacts};
use super::super::items::{self, Reader};
use super::super::overview;
use super::super::sentence::{capital, day};
use super::super::text::runs;
use super::Assembly;

impl<'a> Assembly<'a> {
    pub(super) fn block(
        &mut self,
        block: &LayoutBlock,
        section: &str,
        plan: Option<&'a PlanFacts>,
    ) {
        let facts = self.facts;
        let before = self.blocks.len();
        let one: Vec<&'a PlanFacts> = match plan {
            Some(plan) => vec![plan],
            None => facts.plans.iter().collect(),
        };
        match block.kind {
            BlockKind::Text => {
                let key = block.key.as_deref().unwrap_or(section);
                let key = match plan {
                    Some(plan) => key.replace("{plan}", &plan.reference),
                    None => key.to_owned(),
                };
                if let Some(written) = facts.section(&key) {
                    self.written(written, plan, block.key.is_none());
                }
            }
            BlockKind::Sentence => {
                let text = block.text.as_deref().unwrap_or_default();
                let text = self.names.layout(text, plan);
                if !text.trim().is_empty() {
                    self.paragraph(runs(&text));
                }
            }
            BlockKind::List => {
                let lines = block
                    .lines
                    .iter()
                    .map(|line| runs(&self.names.layout(line, plan)));
                let items: Vec<Vec<Run>> = lines.collect();
                self.intro(block, plan);
                self.blocks.push(Block::List { items });
            }
            BlockKind::Subheading => {
                let text = self
                    .names
                    .layout(block.text.as_deref().unwrap_or_default(), plan);
                let number = block
                    .numbered
                    .then(|| self.numbers.heading(block.minor))
                    .flatten();
                let level = if block.minor { self.below() } else { 3 };
                self.part |= !block.minor;
                self.blocks.push(Block::Heading {
                    level,
                    number,
                    text,
                });
                return;
            }
            BlockKind::EachPlan => {
                for plan in &facts.plans {
                    self.each(block, section, plan);
                }
            }
            BlockKind::ColourKey => self.colour_key(),
            BlockKind::Overview => {
                for plan in one {
                    for position in self.told(plan, block.items) {
                        let said = overview::sentences(&facts.layout, position);
                        self.paragraph(vec![Run::plain(said)]);
                        self.blocks.extend(overview::charted(plan, position));
                    }
                }
            }
            BlockKind::Exceptions => {
                for plan in one {
                    self.exceptions(plan, block.items);
                }
            }
            BlockKind::WithoutData => self.lists(block, plan, &one, items::without_data),
            BlockKind::BelowTarget => self.lists(block, plan, &one, items::below_target),
            BlockKind::Risks => self.lists(block, plan, &one, items::risks),
            BlockKind::Items => {
                for plan in one {
                    let table = items::table(plan, block.items, self.reader);
                    self.table(block, Some(plan), table);
                }
            }
            BlockKind::Amendments => self.table(block, plan, items::amendments(&facts.plans)),
            BlockKind::Targets => {
                let table = items::targets(&facts.plans, self.reader, true);
                self.table(block, plan, table);
            }
            BlockKind::SignOffs => self.table(block, plan, sign_offs(facts)),
            BlockKind::Appendices => {
                let titles = self.names.appendices.iter();
                let items: Vec<Vec<Run>> = titles
                    .map(|title| vec![Run::plain(title.clone())])
                    .collect();
                if !items.is_empty() {
                    self.intro(block, plan);
                    // A list alone would leave the section without its number.
                    if block.text.is_none()
                        && let Some(number) = self.numbers.paragraph()
                    {
                        let said = if items.len() == 1 {
                            "Appendix:"
                        } else {
                            "Appendices:"
                        };
                        self.blocks.push(Block::Paragraph {
                            number: Some(number),
                            runs: vec![Run::plain(said)],
                        });
                    }
                    self.blocks.push(Block::List { items });
                }
            }
            BlockKind::Corrections => self.corrections(),
        }
        if self.blocks.len() == before
            && let Some(none) = &block.none
        {
            let none = self.names.layout(none, plan);
            self.paragraph(vec![Run::plain(none)]);
        }
    }

    /// The blocks of one plan; a heading with nothing under it is taken out.
    fn each(&mut self, block: &LayoutBlock, section: &str, plan: &'a PlanFacts) {
        for inner in &block.each {
            if inner.kind == BlockKind::Text && inner.key.is_none() {
                continue;
            }
            self.block(inner, section, Some(plan));
        }
        while let Some(Block::Heading { level: 4, .. }) = self.blocks.last() {
            self.blocks.pop();
        }
    }

    /// The positions that an overview tells: those with a wording, else all.
    fn told(&self, plan: &'a PlanFacts, kind: Option<Kind>) -> Vec<&'a Position> {
        let own: Vec<&Position> = plan
            .figures
            .own_positions()
            .filter(|position| kind.is_none_or(|kind| kind == position.kind))
            .collect();
        let worded = own.iter().filter(|position| {
            let wordings = &self.facts.layout.wordings;
            wordings.iter().any(|wording| {
                wording.kind == position.kind
                    && position
                        .parts
                        .iter()
                        .any(|part| wording.statuses.contains(&part.status))
            })
        });
        let worded: Vec<&Position> = worded.copied().collect();
        if worded.is_empty() { own } else { worded }
    }

    fn exceptions(&mut self, plan: &'a PlanFacts, kind: Option<Kind>) {
        let hide =
            |exception: &Exception| exception.exempt_paragraph.is_some() && !self.reader.restricted;
        let layout = &self.facts.layout;
        let mut lists = Vec::new();
        for position in self.told(plan, kind) {
            lists.extend(overview::exceptions(layout, plan, position, &hide));
        }
        for (intro, items) in lists {
            self.paragraph(vec![Run::plain(intro)]);
            self.blocks.push(Block::List { items });
        }
        if let Some(reason) = &plan.unanswered_reason {
            let said = format!("The quarter was closed without some answers: {reason}");
            self.paragraph(vec![Run::plain(said)]);
        }
    }

    fn lists(
        &mut self,
        block: &LayoutBlock,
        plan: Option<&'a PlanFacts>,
        plans: &[&'a PlanFacts],
        make: fn(&PlanFacts, Reader) -> Vec<Vec<Run>>,
    ) {
        let items: Vec<Vec<Run>> = plans
            .iter()
            .flat_map(|plan| make(plan, self.reader))
            .collect();
        if !items.is_empty() {
            self.intro(block, plan);
            self.blocks.push(Block::List { items });
        }
    }

    fn table(&mut self, block: &LayoutBlock, plan: Option<&'a PlanFacts>, table: Option<Table>) {
        if let Some(table) = table {
            self.intro(block, plan);
            self.blocks.push(Block::Table(table));
        }
    }

    fn intro(&mut self, block: &LayoutBlock, plan: Option<&'a PlanFacts>) {
        if let Some(text) = &block.text {
            let text = self.names.layout(text, plan);
            self.paragraph(runs(&text));
        }
    }

    fn colour_key(&mut self) {
        let positions = self
            .facts
            .plans
            .iter()
            .flat_map(|plan| plan.figures.own_positions());
        let positions: Vec<&Position> = positions.collect();
        let mut told: Vec<(Kind, &str)> = Vec::new();
        let mut items = Vec::new();
        for position in positions {
            for part in &position.parts {
                let meant = self.facts.layout.wordings.iter().find(|wording| {
                    wording.kind == position.kind && wording.statuses.contains(&part.status)
                });
                let Some(meaning) = meant.and_then(|wording| wording.meaning.as_ref()) else {
                    continue;
                };
                if told.contains(&(position.kind, part.status.as_str())) {
                    continue;
                }
                told.push((position.kind, part.status.as_str()));
                items.push(vec![
                    Run::bold(format!("{}:", capital(&part.status.replace('-', " ")))),
                    Run::plain(format!(" {meaning}")),
                ]);
            }
        }
        if !items.is_empty() {
            self.blocks.push(Block::List { items });
        }
    }

    fn corrections(&mut self) {
        for correction in &self.facts.corrections {
            let said = format!(
                "The figures of the {} at the end of Quarter {} were restated. Reported was: {}. \
                 Now known is: {}. The reason: {}",
                correction.plan,
                correction.quarter.number(),
                correction.reported,
                correction.known,
                correction.reason
            );
            self.paragraph(vec![Run::plain(said)]);
        }
    }
}

fn sign_offs(facts: &ReportFacts) -> Option<Table> {
    let rows: Vec<Vec<String>> = facts
        .sign_offs
        .iter()
        .map(|row| {
            vec![
                row.label.clone(),
                row.name.clone().unwrap_or_default(),
                row.date.map(day).unwrap_or_default(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "This report was approved by".to_owned(),
        sheet: None,
        header: ["Role", "Name", "Date of sign-off"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    })
}
