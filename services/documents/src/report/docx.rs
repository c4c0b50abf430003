//! WordprocessingML: real styles, headings, header rows, lists, charts with
//! alternative text, and the language of the text.

mod chart;
mod parts;

use std::io::{Cursor, Write as _};

use maud::Escaper;
use std::fmt::Write as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::document::{Block, Document, Run, Table};

/// Width of the text on the page, in twentieths of a point.
const TEXT_WIDTH: usize = 9638;

/// A report that could not be packed.
#[derive(Debug, thiserror::Error)]
#[error("the DOCX could not be packed")]
pub struct PackError(#[from] zip::result::ZipError);

impl From<std::io::Error> for PackError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// The report as DOCX.
///
/// # Errors
/// [`PackError`], a bug: everything is in memory.
pub fn docx(document: &Document) -> Result<Vec<u8>, PackError> {
    let mut body = Body::default();
    for block in &document.blocks {
        body.block(block);
    }
    body.paragraph("Colophon", &escape(&document.colophon()));
    let mut files: Vec<(String, String)> = vec![
        (
            "[Content_Types].xml".to_owned(),
            parts::content_types(body.charts.len()),
        ),
        ("_rels/.rels".to_owned(), parts::RELATIONSHIPS.to_owned()),
        ("docProps/core.xml".to_owned(), parts::core(document)),
        ("word/document.xml".to_owned(), body.document(document)),
        (
            "word/styles.xml".to_owned(),
            parts::styles(document.language),
        ),
        ("word/numbering.xml".to_owned(), parts::NUMBERING.to_owned()),
        (
            "word/settings.xml".to_owned(),
            parts::settings(document.language),
        ),
        ("word/footer1.xml".to_owned(), parts::footer(document)),
        (
            "word/_rels/document.xml.rels".to_owned(),
            parts::document_relationships(body.charts.len()),
        ),
    ];
    for (index, chart) in body.charts.iter().enumerate() {
        files.push((format!("word/charts/chart{}.xml", index + 1), chart.clone()));
    }
    pack(&files)
}

/// A zip whose bytes are the same each time: no clock goes into it.
fn pack(files: &[(String, String)]) -> Result<Vec<u8>, PackError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Text for XML; what XML cannot hold is left out.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let holds = |letter: &char| !letter.is_control() || matches!(letter, '\t' | '\n');
    let text: String = text.chars().filter(holds).collect();
    Escaper::new(&mut escaped)
        .write_str(&text)
        .expect("a string takes every write");
    escaped
}

#[derive(Default)]
struct Body {
    xml: String,
    charts: Vec<String>,
}

impl Body {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Line { text } => self.words("ReportLine", None, &[Run::plain(text)]),
            Block::Title { text } => self.words("Title", None, &[Run::plain(text)]),
            Block::Fields { fields } => self.fields(fields),
            Block::Heading {
                level,
                number,
                text,
            } => {
                let style = format!("Heading{}", level.saturating_sub(1));
                self.words(&style, number.as_deref(), &[Run::plain(text)]);
            }
            Block::Paragraph { number, runs } => {
                let style = if number.is_some() {
                    "Numbered"
                } else {
                    "BodyText"
                };
                self.words(style, number.as_deref(), runs);
            }
            Block::List { items } => {
                for item in items {
                    self.words("ListBullet", None, item);
                }
            }
            Block::Table(table) => {
                self.words("Caption", None, &[Run::plain(&table.caption)]);
                self.table(table);
            }
            Block::Chart(of) => {
                self.words("Caption", None, &[Run::plain(&of.title)]);
                self.charts.push(chart::part(of));
                let drawn = chart::drawing(of, self.charts.len());
                self.paragraph("BodyText", &drawn);
                let rows = of.bars.iter().map(|bar| {
                    vec![
                        bar.label.clone(),
                        bar.count.to_string(),
                        format!("{}%", bar.percent),
                    ]
                });
                self.table(&Table {
                    caption: format!("Data of the chart: {}", of.title),
                    sheet: None,
                    header: vec![
                        "Status".to_owned(),
                        format!("Number of {}", of.unit),
                        "Share".to_owned(),
                    ],
                    rows: rows.collect(),
                });
            }
        }
    }

    /// A paragraph of a style; `xml` is made of runs.
    fn paragraph(&mut self, style: &str, xml: &str) {
        let xml = if xml.starts_with('<') {
            xml.to_owned()
        } else {
            run(xml, false)
        };
        let _ = write!(
            self.xml,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{xml}</w:p>"
        );
    }

    fn words(&mut self, style: &str, number: Option<&str>, runs: &[Run]) {
        let mut xml = String::new();
        if let Some(number) = number {
            xml.push_str(&run(&escape(number), false));
            xml.push_str("<w:r><w:tab/></w:r>");
        }
        for words in runs {
            xml.push_str(&run(&escape(&words.text), words.bold));
        }
        if xml.is_empty() {
            xml = run("", false);
        }
        self.paragraph(style, &xml);
    }

    /// Label and value, side by side.
    fn fields(&mut self, fields: &[(String, String)]) {
        let rows: Vec<Vec<String>> = fields
            .iter()
            .map(|(label, value)| vec![label.clone(), value.clone()])
            .collect();
        self.grid(
            "Header of the report",
            &[3200, TEXT_WIDTH - 3200],
            None,
            &rows,
        );
    }

    fn table(&mut self, table: &Table) {
        let widths = widths(table);
        self.grid(&table.caption, &widths, Some(&table.header), &table.rows);
    }

    fn grid(
        &mut self,
        caption: &str,
        widths: &[usize],
        header: Option<&[String]>,
        rows: &[Vec<String>],
    ) {
        let first_row = u8::from(header.is_some());
        let _ = write!(
            self.xml,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/>\
             <w:tblLook w:val=\"0{}A0\" w:firstRow=\"{first_row}\" w:lastRow=\"0\" w:firstColumn=\"1\" \
             w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
             <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
            if header.is_some() { "6" } else { "4" },
            escape(caption)
        );
        for width in widths {
            let _ = write!(self.xml, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.xml.push_str("</w:tblGrid>");
        if let Some(header) = header {
            self.xml
                .push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (name, width) in header.iter().zip(widths) {
                self.cell(name, *width, "TableHeading", true);
            }
            self.xml.push_str("</w:tr>");
        }
        for row in rows {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (index, (text, width)) in row.iter().zip(widths).enumerate() {
                let style = match (header.is_some(), index) {
                    (false, 0) => "TableHeading",
                    _ => "TableText",
                };
                self.cell(text, *width, style, false);
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        // Two tables without a paragraph between would become one.
        self.words("TableAfter", None, &[]);
    }

    fn cell(&mut self, text: &str, width: usize, style: &str, shaded: bool) {
        let shade = match shaded {
            true => "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E9EDF1\"/>",
            false => "",
        };
        let _ = write!(
            self.xml,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>"
        );
        let mut lines = text.lines().peekable();
        if lines.peek().is_none() {
            self.words(style, None, &[]);
        }
        for line in lines {
            self.words(style, None, &[Run::plain(line)]);
        }
        self.xml.push_str("</w:tc>");
    }

    fn document(&self, document: &Document) -> String {
        let mut first = String::new();
        for (style, line) in [
            ("CouncilName", Some(document.council.as_str())),
            ("Notice", document.draft.as_deref()),
            (
                "Notice",
                document
                    .restricted
                    .then_some("Restricted: holds exempt information. Not for publication."),
            ),
        ] {
            if let Some(line) = line {
                let _ = write!(
                    first,
                    "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>",
                    run(&escape(line), false)
                );
            }
        }
        format!(
            "{}{first}{}{}",
            parts::DOCUMENT_BEGIN,
            self.xml,
            parts::DOCUMENT_END
        )
    }
}

fn run(escaped: &str, bold: bool) -> String {
    let style = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!("<w:r>{style}<w:t xml:space=\"preserve\">{escaped}</w:t></w:r>")
}

/// Widths of columns: each takes its longest word, and a share of the rest by
/// how much stands in it.
fn widths(table: &Table) -> Vec<usize> {
    /// Width of a letter and of a cell's margins, in twentieths of a point.
    const LETTER: usize = 112;
    const MARGINS: usize = 190;
    let columns = table.header.len().max(1);
    let cells = |column: usize| {
        let rows = table.rows.iter().filter_map(move |row| row.get(column));
        rows.chain(table.header.get(column))
    };
    let letters = |text: &str| text.chars().count();
    let longest_word = |column: usize| {
        let words = cells(column).flat_map(|cell| cell.split_whitespace());
        words.map(letters).max().unwrap_or(0).clamp(3, 14)
    };
    let least: Vec<usize> = (0..columns)
        .map(|column| longest_word(column) * LETTER + MARGINS)
        .collect();
    let taken: usize = least.iter().sum();
    if taken > TEXT_WIDTH {
        return vec![TEXT_WIDTH / columns; columns];
    }
    // Beyond some length a cell takes lines, not width.
    let weight = |column: usize| cells(column).map(|cell| letters(cell)).max().unwrap_or(0);
    let weights: Vec<usize> = (0..columns)
        .map(|column| weight(column).clamp(1, 90))
        .collect();
    let (all, spare) = (weights.iter().sum::<usize>(), TEXT_WIDTH - taken);
    let mut widths: Vec<usize> = least
        .iter()
        .zip(&weights)
        .map(|(least, weight)| least + spare * weight / all)
        .collect();
    let used: usize = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += TEXT_WIDTH - used;
    }
    widths
}
