//! Addresses of mail.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Line;

/// The longest address that a mail server must take (RFC 5321, 4.5.3.1.3),
/// without its angle brackets.
const LENGTH_MAX: usize = 254;

/// An address of mail: `owner@council.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(lettre::Address);

/// Text that is no address of mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address of mail: expected name@council.example")]
pub struct AddressError {
    /// What was given.
    pub text: String,
}

impl Address {
    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.user()
    }

    /// What stands after it.
    pub fn domain(&self) -> &str {
        self.0.domain()
    }

    /// The address as logs may show it: `o***@council.example`.
    pub fn masked(&self) -> String {
        let first = self.local().chars().next().unwrap_or('*');
        format!("{first}***@{}", self.domain())
    }

    pub(super) fn inner(&self) -> &lettre::Address {
        &self.0
    }

    /// Whether both name the same mailbox as servers take it in practice.
    pub fn is(&self, other: &Self) -> bool {
        self.to_string().eq_ignore_ascii_case(&other.to_string())
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = lettre::Address::from_str(text).ok();
        // The parser is for addresses as they may be written anywhere; a blank
        // or a control character in one would be a gap in an SMTP command.
        let parsed = parsed.filter(|_| text.len() <= LENGTH_MAX);
        let clean = |letter: char| !letter.is_whitespace() && !letter.is_control();
        let parsed = parsed.filter(|_| {
            text.chars()
                .all(|letter| clean(letter) && !"<>".contains(letter))
        });
        parsed.map(Self).ok_or_else(|| AddressError {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An address with the name that is shown for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name, if there is one.
    pub name: Option<Line>,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// An address without a name.
    pub fn bare(address: Address) -> Self {
        Self {
            name: None,
            address,
        }
    }

    pub(super) fn inner(&self) -> lettre::message::Mailbox {
        let name = self.name.as_ref().filter(|name| !name.is_empty());
        let name = name.map(|name| name.as_str().to_owned());
        lettre::message::Mailbox::new(name, self.address.0.clone())
    }
}

/// `owner@council.example` or `Performance team <owner@council.example>`.
impl FromStr for Mailbox {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else {
            return Ok(Self::bare(text.parse()?));
        };
        let address = rest.strip_suffix('>').ok_or_else(|| AddressError {
            text: text.to_owned(),
        })?;
        let name = Line::of(name.trim().trim_matches('"'));
        Ok(Self {
            name: Some(name).filter(|name| !name.is_empty()),
            address: address.parse()?,
        })
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Mailbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_taken() {
        let check =
            |text: &str, good: bool| assert_eq!(text.parse::<Address>().is_ok(), good, "{text:?}");
        check("owner@council.example", true);
        check("o'neill+quarter@council.example", true);
        check("owner", false);
        check("owner@", false);
        check("a@b.example, c@d.example", false);
        check("a@b.example\r\nRCPT TO:<c@d.example>", false);
        check("a b@council.example", false);
        check("<a@b.example>", false);
        check("\"a\r\nb\"@council.example", false);
        check(&format!("{}@council.example", "a".repeat(250)), false);
    }

    #[test]
    fn a_mailbox_may_have_a_name() {
        let check = |text: &str, expected: &str| {
            let mailbox = text.parse::<Mailbox>();
            assert_eq!(mailbox.unwrap().to_string(), expected);
        };
        check("a@b.example", "a@b.example");
        check(
            "Performance team <a@b.example>",
            "Performance team <a@b.example>",
        );
        check(
            "\"Team, performance\" <a@b.example>",
            "Team, performance <a@b.example>",
        );
        check(" <a@b.example>", "a@b.example");
        assert!("Team <a@b.example> x".parse::<Mailbox>().is_err());
    }

    #[test]
    fn logs_do_not_show_who_it_is() {
        let address: Address = "owner@council.example".parse().unwrap();
        assert_eq!(address.masked(), "o***@council.example");
    }
}
