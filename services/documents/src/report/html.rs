//! One HTML file, with its own style for screen and print.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::svg;
use super::document::{Block, Chart, Document, Run, Table};

const STYLE: &str = include_str!("style.css");

/// The report as one accessible page.
pub fn html(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(document.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="quarterday";
                meta name="quarterday-content-hash" content=(document.content_hash);
                meta name="quarterday-document-hash" content=(document.document_hash);
                title { (document.title) " - " (document.council) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#report" { "Skip to the report" }
                header {
                    p class="council" { (document.council) }
                    @if let Some(draft) = &document.draft {
                        p class="draft" { strong { (draft) } }
                    }
                    @if document.restricted {
                        p class="draft" { strong { "Restricted: holds exempt information. Not for publication." } }
                    }
                }
                main id="report" tabindex="-1" {
                    @for (index, block) in document.blocks.iter().enumerate() {
                        (one(block, index))
                    }
                }
                footer {
                    p class="hashes" { (document.colophon()) }
                }
            }
        }
    };
    page.into_string()
}

fn one(block: &Block, index: usize) -> Markup {
    match block {
        Block::Line { text } => html! { p class="line" { (text) } },
        Block::Title { text } => html! { h1 { (text) } },
        Block::Fields { fields } => html! {
            dl class="fields" {
                @for (label, value) in fields {
                    div { dt { (label) } dd { (value) } }
                }
            }
        },
        Block::Heading {
            level,
            number,
            text,
        } => {
            let text = html! {
                @if let Some(number) = number { span class="number" { (number) } " " }
                (text)
            };
            match level {
                2 => html! { h2 { (text) } },
                3 => html! { h3 { (text) } },
                _ => html! { h4 { (text) } },
            }
        }
        Block::Paragraph { number, runs } => html! {
            p {
                @if let Some(number) = number { span class="number" { (number) } " " }
                (words(runs))
            }
        },
        Block::List { items } => html! {
            ul { @for item in items { li { (words(item)) } } }
        },
        Block::Table(table) => data(table, index),
        Block::Chart(chart) => charted(chart, index),
    }
}

fn words(runs: &[Run]) -> Markup {
    html! {
        @for run in runs {
            @if run.bold { strong { (run.text) } } @else { (run.text) }
        }
    }
}

fn data(table: &Table, index: usize) -> Markup {
    html! {
        div class="wide" role="group" tabindex="0" aria-labelledby=(format!("t{index}")) {
            table {
                caption id=(format!("t{index}")) { (table.caption) }
                thead {
                    tr { @for name in &table.header { th scope="col" { (name) } } }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 {
                                    th scope="row" { (lines(cell)) }
                                } @else {
                                    td { (lines(cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn lines(cell: &str) -> Markup {
    html! {
        @for (index, line) in cell.lines().enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}

fn charted(chart: &Chart, index: usize) -> Markup {
    let rows = chart.bars.iter().map(|bar| {
        vec![
            bar.label.clone(),
            bar.count.to_string(),
            format!("{}%", bar.percent),
        ]
    });
    let table = Table {
        caption: format!("Data of the chart: {}", chart.title),
        sheet: None,
        header: vec![
            "Status".to_owned(),
            format!("Number of {}", chart.unit),
            "Share".to_owned(),
        ],
        rows: rows.collect(),
    };
    html! {
        figure {
            figcaption { (chart.title) }
            (svg(chart, &format!("c{index}")))
            (data(&table, index))
        }
    }
}
