//! A report as pages show it: what stands above its text, the text, the figures
//! that it prints, who signed, and what changed. The page of a mail's link and
//! the pages of who is signed in show the same.

mod changes;
mod figures;
mod head;
mod signed;
mod since;
mod text_change;

use maud::{Markup, html};
use quarterday_domain::figures::{PlanFigures, fill};
use quarterday_domain::{Edition, Report};
use quarterday_proto::report::Section;

pub(super) use changes::{between, name_of, names};
pub(super) use figures::{covered, show as figures};
pub(super) use head::{hash_shown, head, label};
pub(super) use signed::table as signed;
pub(super) use since::since_answered;

/// The sections of a text, with the figures that it names.
pub(super) fn sections(sections: &[Section], figures: &[PlanFigures]) -> Markup {
    html! {
        @for section in sections {
            section id={ "section-" (section.key) } {
                h2 class="govuk-heading-m" { (section.heading) }
                @if let Some(paragraph) = &section.exempt_paragraph {
                    p class="govuk-hint" {
                        "Exempt under paragraph " (paragraph) " of Schedule 12A to the Local \
                        Government Act 1972"
                    }
                }
                (paragraphs(&fill(&section.text, figures, None).0))
            }
        }
    }
}

/// A text in its paragraphs, their lines kept.
pub(super) fn paragraphs(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! {
        @for paragraph in text.split("\n\n").filter(|one| !one.trim().is_empty()) {
            p class="govuk-body" {
                @for (index, line) in paragraph.trim().lines().enumerate() {
                    @if index > 0 { br; }
                    (line)
                }
            }
        }
    }
}

/// The edition that a content hash is of; of several the last.
pub(super) fn edition_of<'a>(report: &'a Report, hash: &str) -> Option<&'a Edition> {
    report
        .editions
        .iter()
        .rev()
        .find(|edition| edition.hash == hash)
}
