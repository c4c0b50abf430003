//! The accessibility statement: `docs/accessibility.md` as a page.

use maud::{Markup, html};

use super::layout::Page;
use crate::call::Call;
use crate::endpoint::Answered;

/// Where the page is: each page links to it.
pub(super) const ADDRESS: &str = "/accessibility";

const TEXT: &str = include_str!("../../../../docs/accessibility.md");

pub(super) fn show(call: &Call) -> Answered {
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" { (rendered(TEXT)) }
        }
    };
    Page::new("Accessibility", main).answer(call)
}

/// Headings, paragraphs and lists of one level, which is all that the statement
/// has.
fn rendered(text: &str) -> Markup {
    let blocks = text
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty());
    html! {
        @for block in blocks {
            @if let Some(heading) = block.strip_prefix("# ") {
                h1 class="govuk-heading-l" { (heading) }
            } @else if let Some(heading) = block.strip_prefix("## ") {
                h2 class="govuk-heading-m" { (heading) }
            } @else if let Some(list) = block.strip_prefix("- ") {
                ul class="govuk-list govuk-list--bullet" {
                    @for entry in list.split("\n- ") { li { (entry) } }
                }
            } @else {
                p class="govuk-body" { (block) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_has_nothing_that_the_page_would_show_as_it_is_written() {
        let page = rendered(TEXT).into_string();
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
        assert_eq!(page.matches("<h2").count(), TEXT.matches("\n## ").count());
        assert_eq!(page.matches("<li>").count(), TEXT.matches("\n- ").count());
        for mark in ["**", "`", "](", "\n#", "\n- "] {
            assert!(!page.contains(mark), "{mark:?} in {page}");
        }
    }
}
