//! Whether a plain text and an HTML say the same.

use mail_parser::decoders::html::html_to_text;

/// How many letters around a difference are shown.
const SHOWN: usize = 40;

/// Where the two differ, if they do: the letters and digits that a person reads
/// must be the same in the same order, and so must the links.
pub(super) fn difference(text: &str, html: &str) -> Option<String> {
    let (text_links, words) = links_and_words(text);
    let shown = html_to_text(html);
    let (bare_links, html_words) = links_and_words(&shown);
    let html_links: Vec<String> = hrefs(html).into_iter().chain(bare_links).collect();
    for link in &text_links {
        if !html_links.contains(link) {
            return Some(format!("the link {link} is in the text, not in the HTML"));
        }
    }
    for link in &html_links {
        if !text_links.contains(link) {
            return Some(format!("the link {link} is in the HTML, not in the text"));
        }
    }
    let (one, other) = (letters(&words), letters(&html_words));
    if one == other {
        return None;
    }
    let at = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    let around = |letters: &[char]| -> String {
        let from = at.saturating_sub(SHOWN / 2);
        letters.iter().skip(from).take(SHOWN).collect()
    };
    Some(format!(
        "the text has “{}”, the HTML “{}”",
        around(&one),
        around(&other)
    ))
}

/// The links that a reader of the HTML can follow.
pub(super) fn hrefs(html: &str) -> Vec<String> {
    let mut links = Vec::new();
    for part in html.split("href=").skip(1) {
        let quote = part.chars().next().unwrap_or_default();
        if quote == '"' || quote == '\'' {
            let link = part[1..].split(quote).next().unwrap_or_default();
            // The decoder knows every way to write a letter of HTML.
            links.push(html_to_text(link).trim().to_owned());
        }
    }
    links
}

fn links_and_words(text: &str) -> (Vec<String>, String) {
    let is_link = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let (links, words): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(is_link);
    (
        links.into_iter().map(str::to_owned).collect(),
        words.join(" "),
    )
}

fn letters(text: &str) -> Vec<char> {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_must_say_the_same() {
        let check = |text: &str, html: &str, expected: Option<&str>| {
            let found = difference(text, html);
            match expected {
                None => assert_eq!(found, None, "{html}"),
                Some(part) => assert!(
                    found.as_deref().is_some_and(|found| found.contains(part)),
                    "{found:?}"
                ),
            }
        };
        let text = "Answer by Friday:\nhttps://h.example/a?b=1&c=2\n\n- R1 Parking & more\n";
        let html = "<head><title>Other</title><style>p{}</style></head><p>Answer <b>by</b> Friday:\
            <a href=\"https://h.example/a?b=1&amp;c=2\"></a></p><ul><li>R1 Parking &amp; more</li></ul>";
        check(text, html, None);
        check(text, &html.replace("Friday", "Monday"), Some("Monday"));
        check(
            text,
            &html.replace("b=1", "b=2"),
            Some("in the text, not in the HTML"),
        );
        check(
            &text.replace("https://h.example/a?b=1&c=2", ""),
            html,
            Some("in the HTML, not in the text"),
        );
        check(text, &html.replace("</ul>", "<li>R2</li></ul>"), Some("R2"));
    }
}
