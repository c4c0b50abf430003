//! Layouts of reports.

use quarterday_proto::item::Kind;
use quarterday_proto::layout::{
    Appendix, AppendixKind, Block, BlockKind, HeaderField, Layout, LayoutSection, Numbering,
    Wording,
};

use super::day;

pub(super) fn small_layout() -> Layout {
    Layout {
        layout: "plain".into(),
        title: "Plain".into(),
        from: day("2020-04-01"),
        report_types: Vec::new(),
        line: None,
        title_below: false,
        small_numbers_as_words: false,
        numbering: Numbering::None,
        fields: Vec::new(),
        wordings: Vec::new(),
        sections: vec![LayoutSection {
            key: "summary".into(),
            heading: None,
            numbering: None,
            continues: false,
            none: None,
            blocks: Vec::new(),
        }],
        appendices: Vec::new(),
    }
}

pub(super) fn full_layout() -> Layout {
    let block = |kind, each| Block {
        kind,
        text: Some("{percent ongoing} “so”".into()),
        lines: vec!["{count late}".into()],
        key: Some("summary-{plan}".into()),
        none: Some("None".into()),
        numbered: true,
        minor: true,
        items: Some(Kind::Measure),
        each,
    };
    let inner = [BlockKind::BelowTarget].map(|kind| block(kind, Vec::new()));
    Layout {
        report_types: vec!["cabinet".into()],
        line: Some("Report to {committee}".into()),
        title_below: true,
        small_numbers_as_words: true,
        numbering: Numbering::Lead,
        fields: vec![HeaderField {
            label: "Wards".into(),
            value: "{field wards}".into(),
            blank: Some("All".into()),
        }],
        wordings: vec![Wording {
            kind: Kind::Action,
            statuses: vec!["green".into()],
            one: "is complete".into(),
            many: "are complete".into(),
            meaning: Some("Complete".into()),
        }],
        sections: vec![LayoutSection {
            key: "summary".into(),
            heading: Some("Summary".into()),
            numbering: Some(Numbering::Parts),
            continues: true,
            none: Some("None".into()),
            blocks: vec![block(BlockKind::EachPlan, inner.to_vec())],
        }],
        appendices: vec![Appendix {
            kind: AppendixKind::Targets,
            title: "Appendix {letter}".into(),
        }],
        ..small_layout()
    }
}
