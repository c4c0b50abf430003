//! The appendices: all items of the plans, and their targets.

use quarterday_proto::layout::AppendixKind;

use super::document::{Block, Table};
use super::facts::ReportFacts;
use super::figures::Names;
use super::items::{Reader, table, targets};

/// The titles of the appendices with what each holds, in order.
pub(super) fn appendices(
    facts: &ReportFacts,
    names: &Names<'_>,
    reader: Reader,
) -> Vec<(String, Vec<Table>)> {
    let mut made: Vec<(String, Vec<Table>)> = Vec::new();
    for appendix in &facts.layout.appendices {
        let title = |plan, index| names.appendix(&appendix.title, plan, index);
        match appendix.kind {
            AppendixKind::EachPlan => {
                for plan in &facts.plans {
                    let index = made.len();
                    let all = by_kind(plan, reader);
                    made.push((title(Some(plan), index), all));
                }
            }
            AppendixKind::Items => {
                let all = facts.plans.iter().flat_map(|plan| by_kind(plan, reader));
                let all = all.collect();
                made.push((title(None, made.len()), all));
            }
            AppendixKind::Targets => {
                let all = targets(&facts.plans, reader, false).into_iter().collect();
                made.push((title(None, made.len()), all));
            }
        }
    }
    for (index, (_, tables)) in made.iter_mut().enumerate() {
        for (part, table) in (1..).zip(tables.iter_mut()) {
            table.sheet = Some(format!("Appendix {}-{part}", index + 1));
        }
    }
    made
}

fn by_kind(plan: &super::facts::PlanFacts, reader: Reader) -> Vec<Table> {
    let kinds = quarterday_proto::item::Kind::ALL;
    kinds
        .iter()
        .filter_map(|kind| table(plan, Some(*kind), reader))
        .collect()
}

/// The blocks of the appendices.
pub(super) fn blocks(appendices: Vec<(String, Vec<Table>)>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (title, tables) in appendices {
        blocks.push(Block::Heading {
            level: 2,
            number: None,
            text: title,
        });
        blocks.extend(tables.into_iter().map(Block::Table));
    }
    blocks
}
