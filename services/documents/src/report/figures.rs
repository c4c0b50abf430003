//! What the names in a layout and in an author's text stand for.

use quarterday_domain::figures::{Piece, PlanFigures, figure, fill, pieces};
use quarterday_domain::layout::{Variable, variable};

use super::facts::{PlanFacts, ReportFacts};
use super::sentence;

/// The names of one report.
pub(super) struct Names<'a> {
    facts: &'a ReportFacts,
    figures: Vec<PlanFigures>,
    /// Titles of the appendices with their numbers, in order.
    pub(super) appendices: Vec<String>,
}

impl<'a> Names<'a> {
    pub(super) fn of(facts: &'a ReportFacts) -> Self {
        Self {
            facts,
            figures: facts.figures(),
            appendices: Vec::new(),
        }
    }

    /// An author's text with its figures. What a figure was drafted with and
    /// is no longer there stays as it was written.
    pub(super) fn author(&self, text: &str, plan: Option<&PlanFacts>) -> String {
        fill(
            text,
            &self.figures,
            plan.map(|plan| plan.reference.as_str()),
        )
        .0
    }

    /// A text of the layout.
    pub(super) fn layout(&self, text: &str, plan: Option<&PlanFacts>) -> String {
        self.with(text, plan, &|_| None)
    }

    /// The title of an appendix.
    pub(super) fn appendix(&self, text: &str, plan: Option<&PlanFacts>, index: usize) -> String {
        let letter = char::from_u32('A' as u32 + index as u32).unwrap_or('Z');
        self.with(text, plan, &|word| match word {
            "appendix" => Some((index + 1).to_string()),
            "letter" => Some(letter.to_string()),
            _ => None,
        })
    }

    fn with(
        &self,
        text: &str,
        plan: Option<&PlanFacts>,
        own: &dyn Fn(&str) -> Option<String>,
    ) -> String {
        let mut filled = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Brace(brace) => filled.push(brace),
                Piece::Name(name) => filled.push_str(&match variable(name) {
                    Ok(Variable::Word(word)) => own(word).unwrap_or_else(|| self.word(word, plan)),
                    Ok(Variable::Field(key)) => {
                        self.facts.fields().get(key).cloned().unwrap_or_default()
                    }
                    Ok(Variable::Private(yes, no)) => {
                        if self.facts.header.private { yes } else { no }.to_owned()
                    }
                    Ok(Variable::KeyDecision(yes, no)) => if self.facts.header.key_decision {
                        yes
                    } else {
                        no
                    }
                    .to_owned(),
                    Ok(Variable::Figure(name)) => {
                        let of = plan.map(|plan| plan.reference.as_str());
                        // Where the quarter has no such figure, none is printed.
                        figure(name, &self.figures, of).unwrap_or_else(|_| "no figure".to_owned())
                    }
                    Err(_) => format!("{{{name}}}"),
                }),
            }
        }
        filled
    }

    fn word(&self, word: &str, plan: Option<&PlanFacts>) -> String {
        let facts = self.facts;
        let last = facts.plans.iter().max_by_key(|plan| plan.quarter);
        let quarter = plan.or(last).map(|plan| plan.quarter);
        match word {
            "title" => facts.title.clone(),
            "reference" => facts.reference.clone(),
            "council" => facts.council.clone(),
            "committee" => facts.header.committee.clone().unwrap_or_default(),
            "meeting" => facts.header.meeting.map(sentence::day).unwrap_or_default(),
            "author" => facts.author.clone(),
            "sponsor" => facts.sponsor.clone().unwrap_or_default(),
            "plan" => plan.map(|plan| plan.title.clone()).unwrap_or_default(),
            "plans" => {
                let mut titles: Vec<String> =
                    facts.plans.iter().map(|plan| plan.title.clone()).collect();
                titles.dedup();
                sentence::list(&titles)
            }
            "appendices" => self.appendix_numbers(),
            _ => quarter.map_or_else(String::new, |quarter| match word {
                "quarter" => format!("Quarter {}", quarter.number()),
                "year" => quarter.year().to_string(),
                "period" => sentence::period(quarter),
                "year_to_date" => sentence::days(quarter.year().first_day(), quarter.last_day()),
                "last_day" => sentence::day(quarter.last_day()),
                _ => String::new(),
            }),
        }
    }

    fn appendix_numbers(&self) -> String {
        let numbers: Vec<String> = (1..=self.appendices.len())
            .map(|number| number.to_string())
            .collect();
        match numbers.len() {
            0 => "no appendix".to_owned(),
            1 => "Appendix 1".to_owned(),
            _ => format!("Appendices {}", sentence::list(&numbers)),
        }
    }
}
