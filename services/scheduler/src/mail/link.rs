//! An address of a page, as a mail may show it.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// An `http` or `https` address without anything that could end it early in a
/// text or an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(reqwest::Url);

/// Text that is no link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no link: expected https://, a host, and no blanks")]
pub struct LinkError {
    /// What was given.
    pub text: String,
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_link = || LinkError {
            text: text.to_owned(),
        };
        if text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control())
        {
            return Err(no_link());
        }
        let url = reqwest::Url::parse(text).map_err(|_| no_link())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(no_link());
        }
        Ok(Self(url))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_links() {
        let check =
            |text: &str, good: bool| assert_eq!(text.parse::<Link>().is_ok(), good, "{text}");
        check("https://quarterday.rochdale.example/l/abc?x=1&y=2", true);
        check("http://127.0.0.1:8420/l/abc", true);
        check("javascript:alert(1)", false);
        check("mailto:a@h.example", false);
        check("https://h.example/a b", false);
        check("https://h.example/\r\nBcc:", false);
        check("h.example/a", false);
        check("", false);
    }

    #[test]
    fn quotes_cannot_end_an_attribute() {
        let link: Link = "https://h.example/\"><script>".parse().unwrap();
        assert_eq!(link.to_string(), "https://h.example/%22%3E%3Cscript%3E");
    }
}
