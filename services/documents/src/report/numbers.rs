//! The numbers of sections and paragraphs.

use quarterday_proto::layout::Numbering;

/// Where the numbers of a report stand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers {
    style: Option<Numbering>,
    section: u32,
    paragraph: u32,
    /// Under a numbered heading within the section: its own number.
    nested: Option<u32>,
    /// Whether the section's own number is used up.
    led: bool,
}

impl Numbers {
    /// Begins a section; the number of its heading, where that has one.
    pub(super) fn section(&mut self, style: Numbering, continues: bool) -> Option<String> {
        self.style = Some(style);
        self.nested = None;
        if style == Numbering::None {
            return None;
        }
        if continues {
            return None;
        }
        self.section += 1;
        self.paragraph = 0;
        self.led = style == Numbering::Heading;
        (style == Numbering::Heading).then(|| self.section.to_string())
    }

    /// The number of a heading within the section; those of paragraphs go on
    /// below a minor one's.
    pub(super) fn heading(&mut self, minor: bool) -> Option<String> {
        match self.style? {
            Numbering::None => None,
            Numbering::Lead | Numbering::Parts if !self.led => self.lead(),
            Numbering::Lead | Numbering::Parts => Some(self.next()),
            Numbering::Heading | Numbering::Paragraphs => {
                self.nested = None;
                let number = self.next();
                self.nested = minor.then_some(0);
                Some(number)
            }
        }
    }

    /// The number of a paragraph.
    pub(super) fn paragraph(&mut self) -> Option<String> {
        match self.style? {
            Numbering::None => None,
            Numbering::Lead | Numbering::Parts if !self.led => self.lead(),
            Numbering::Parts => None,
            Numbering::Lead | Numbering::Heading | Numbering::Paragraphs => Some(self.next()),
        }
    }

    fn lead(&mut self) -> Option<String> {
        self.led = true;
        Some(format!("{}.", self.section))
    }

    fn next(&mut self) -> String {
        match &mut self.nested {
            Some(inner) => {
                *inner += 1;
                format!("{}.{}.{inner}", self.section, self.paragraph)
            }
            None => {
                self.paragraph += 1;
                format!("{}.{}", self.section, self.paragraph)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sections as `s`, going on as `c`, headings within as `h`, paragraphs `p`.
    fn check(style: Numbering, steps: &str, expected: &str) {
        let mut numbers = Numbers::default();
        let given = steps.chars().map(|step| match step {
            's' => numbers.section(style, false),
            'c' => numbers.section(style, true),
            'h' => numbers.heading(false),
            'm' => numbers.heading(true),
            _ => numbers.paragraph(),
        });
        let given: Vec<String> = given.map(|number| number.unwrap_or("-".into())).collect();
        assert_eq!(given.join(" "), expected, "{style} {steps}");
    }

    #[test]
    fn each_style_numbers_as_its_council_does() {
        check(Numbering::None, "sphp", "- - - -");
        check(
            Numbering::Lead,
            "spspshpphpcpsp",
            "- 1. - 2. - 3. 3.1 3.2 3.3 3.4 - 3.5 - 4.",
        );
        check(
            Numbering::Heading,
            "sppspmppsp",
            "1 1.1 1.2 2 2.1 2.2 2.2.1 2.2.2 3 3.1",
        );
        check(Numbering::Heading, "shphp", "1 1.1 1.2 1.3 1.4");
        check(Numbering::Paragraphs, "sppsp", "- 1.1 1.2 - 2.1");
        check(
            Numbering::Parts,
            "sppshhphpchpsp",
            "- 1. - - 2. 2.1 - 2.2 - - 2.3 - - 3.",
        );
    }
}
