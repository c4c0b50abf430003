//! A layout, a text and the facts put together.

mod blocks;

use quarterday_proto::layout::{Block as LayoutBlock, BlockKind, LayoutSection};

use super::appendix;
use super::document::{Block, Document, Run};
use super::facts::{PlanFacts, ReportFacts, SectionFacts};
use super::figures::Names;
use super::items::Reader;
use super::numbers::Numbers;
use super::text::{Part, parts};

/// The report as it is printed. Only a restricted rendering holds exempt
/// sections and items; the public one says where they are.
pub fn assemble(facts: &ReportFacts, restricted: bool) -> Document {
    let reader = Reader {
        restricted,
        as_words: facts.layout.small_numbers_as_words,
    };
    let mut names = Names::of(facts);
    let appendices = appendix::appendices(facts, &names, reader);
    names.appendices = appendices.iter().map(|(title, _)| title.clone()).collect();
    let mut made = Assembly {
        facts,
        names,
        reader,
        numbers: Numbers::default(),
        blocks: Vec::new(),
        part: false,
    };
    made.head();
    for section in &facts.layout.sections {
        made.section(section);
    }
    made.left_over();
    made.exempt_counts();
    let mut blocks = made.blocks;
    blocks.extend(appendix::blocks(appendices));
    Document {
        reference: facts.reference.clone(),
        title: facts.title.clone(),
        council: facts.council.clone(),
        language: "en-GB",
        draft: facts.draft.clone(),
        version: facts.version,
        content_hash: facts.content_hash.clone(),
        document_hash: String::new(),
        layout: facts.layout.version(),
        restricted,
        blocks,
        positions: facts
            .plans
            .iter()
            .flat_map(|plan| plan.figures.own_positions().cloned())
            .collect(),
    }
    .seal()
}

struct Assembly<'a> {
    facts: &'a ReportFacts,
    names: Names<'a>,
    reader: Reader,
    numbers: Numbers,
    blocks: Vec<Block>,
    /// Whether the section has a heading of the higher rank.
    part: bool,
}

impl<'a> Assembly<'a> {
    fn head(&mut self) {
        let layout = &self.facts.layout;
        if let Some(line) = &layout.line {
            let text = self.names.layout(line, None);
            self.blocks.push(Block::Line { text });
        }
        let title = Block::Title {
            text: self.facts.title.clone(),
        };
        let fields: Vec<(String, String)> = layout
            .fields
            .iter()
            .map(|field| {
                let value = self.names.layout(&field.value, None);
                let value = value.trim();
                let value = match (value.is_empty(), &field.blank) {
                    (true, Some(blank)) => blank.clone(),
                    _ => value.to_owned(),
                };
                (field.label.clone(), value)
            })
            .collect();
        let fields = (!fields.is_empty()).then_some(Block::Fields { fields });
        if layout.title_below {
            self.blocks.extend(fields);
            self.blocks.push(title);
        } else {
            self.blocks.push(title);
            self.blocks.extend(fields);
        }
    }

    fn section(&mut self, section: &LayoutSection) {
        let own = [LayoutBlock {
            kind: BlockKind::Text,
            text: None,
            lines: Vec::new(),
            key: None,
            none: None,
            numbered: false,
            minor: false,
            items: None,
            each: Vec::new(),
        }];
        let blocks = if section.blocks.is_empty() {
            &own[..]
        } else {
            &section.blocks
        };
        let style = section.numbering.unwrap_or(self.facts.layout.numbering);
        // What comes to nothing takes no number.
        self.part = false;
        let (numbers, begin) = (self.numbers, self.blocks.len());
        let number = self.numbers.section(style, section.continues);
        let written = self.facts.section(&section.key);
        let heading = section
            .heading
            .as_deref()
            .or(written.map(|own| own.heading.as_str()));
        if let Some(heading) = heading {
            let text = self.names.layout(heading, None);
            self.blocks.push(Block::Heading {
                level: 2,
                number,
                text,
            });
        }
        let empty = self.blocks.len();
        for block in blocks {
            self.block(block, &section.key, None);
        }
        let says = |block: &Block| !matches!(block, Block::Heading { .. });
        if self.blocks[empty..].iter().any(says) {
            return;
        }
        self.blocks.truncate(empty);
        match &section.none {
            Some(none) => self.paragraph(vec![Run::plain(none.clone())]),
            None => {
                self.blocks.truncate(begin);
                self.numbers = numbers;
            }
        }
    }

    /// Sections that the layout has no place for are printed after the others.
    fn left_over(&mut self) {
        let facts = self.facts;
        let left: Vec<&SectionFacts> = facts
            .sections
            .iter()
            .filter(|section| !self.has_place(&section.key))
            .collect();
        for section in left {
            let number = self.numbers.section(facts.layout.numbering, false);
            let text = section.heading.clone();
            self.blocks.push(Block::Heading {
                level: 2,
                number,
                text,
            });
            self.written(section, None, false);
        }
    }

    fn has_place(&self, key: &str) -> bool {
        let of_block = |block: &LayoutBlock| match &block.key {
            Some(wanted) if wanted.contains("{plan}") => {
                let mut plans = self.facts.plans.iter();
                plans.any(|plan| wanted.replace("{plan}", &plan.reference) == key)
            }
            Some(wanted) => wanted == key,
            None => false,
        };
        self.facts.layout.sections.iter().any(|section| {
            let own = |block: &LayoutBlock| block.kind == BlockKind::Text && block.key.is_none();
            let prints = section.blocks.is_empty() || section.blocks.iter().any(own);
            (section.key == key && prints)
                || section
                    .blocks
                    .iter()
                    .any(|block| of_block(block) || block.each.iter().any(of_block))
        })
    }

    /// What the author wrote, or where it is to be found if it is exempt.
    fn written(&mut self, section: &SectionFacts, plan: Option<&PlanFacts>, heads: bool) {
        if let (Some(paragraph), false) = (&section.exempt_paragraph, self.reader.restricted) {
            self.paragraph(vec![Run::plain(format!(
                "This part is exempt under paragraph {paragraph} of Part 1 of Schedule 12A to the \
                 Local Government Act 1972. It is in the restricted appendix."
            ))]);
            return;
        }
        let text = self.names.author(&section.text, plan);
        for part in parts(&text) {
            match part {
                Part::Paragraph(runs) => self.paragraph(runs),
                Part::List(items) => self.blocks.push(Block::List { items }),
                Part::Heading(text) => {
                    let level = if heads { 3 } else { self.below() };
                    self.blocks.push(Block::Heading {
                        level,
                        number: None,
                        text,
                    });
                }
            }
        }
    }

    /// Whether public counts include exempt items is said.
    fn exempt_counts(&mut self) {
        let items = self.facts.plans.iter().flat_map(|plan| &plan.items);
        let exempt = items.filter(|item| item.exempt_paragraph.is_some()).count();
        if exempt > 0 && !self.reader.restricted {
            let what = if exempt == 1 {
                "one exempt item".to_owned()
            } else {
                format!("{exempt} exempt items")
            };
            self.blocks.push(Block::Paragraph {
                number: None,
                runs: vec![Run::plain(format!(
                    "The counts of this report include {what}, told in the restricted appendix."
                ))],
            });
        }
    }

    /// The rank of a lower heading: where no higher one stands, it is that.
    fn below(&self) -> u8 {
        if self.part { 4 } else { 3 }
    }

    fn paragraph(&mut self, runs: Vec<Run>) {
        let number = self.numbers.paragraph();
        self.blocks.push(Block::Paragraph { number, runs });
    }
}
