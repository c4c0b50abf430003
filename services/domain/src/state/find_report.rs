//! Finding reports and routes by the council's own references.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::id::{PlanId, ReportId};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::report::{Covered, CoveredClosing};
use quarterday_proto::route::Route;

use super::lookup::nearest;
use super::{Report, RouteVersion, State};
use crate::rejection::{Code, reject};

/// The fewest letters of a content hash that stand for all of it.
const HASH_LETTERS_MIN: usize = 12;

impl Report {
    /// The content hash that a text names: all of it, or the beginning of one
    /// only; a text that begins none is left as it is.
    ///
    /// # Errors
    /// `QD0126` where the hashes of several contents begin so.
    pub fn full_hash(&self, text: &str) -> Result<String, Rejection> {
        let text = text.trim().to_lowercase();
        if text.len() < HASH_LETTERS_MIN {
            return Ok(text);
        }
        let mut hashes: Vec<&str> = self
            .editions
            .iter()
            .map(|edition| edition.hash.as_str())
            .filter(|hash| hash.starts_with(&text))
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        match hashes.as_slice() {
            [] => Ok(text),
            [hash] => Ok((*hash).to_owned()),
            _ => Err(reject(
                Code::HashAmbiguous,
                format!(
                    "the hashes of {} contents of report `{}` begin with {text}: give all of it",
                    hashes.len(),
                    self.details.reference
                ),
            )),
        }
    }
}

impl State {
    /// All reports, by reference.
    pub fn reports(&self) -> impl Iterator<Item = &Arc<Report>> {
        self.reports_by_ref
            .values()
            .filter_map(|id| self.reports.get(id))
    }

    /// A report by reference.
    ///
    /// # Errors
    /// `QD0050`.
    pub fn report(&self, reference: &str) -> Result<&Arc<Report>, Rejection> {
        self.reports_by_ref
            .get(reference)
            .and_then(|id| self.reports.get(id))
            .ok_or_else(|| {
                let near = nearest(reference, self.reports_by_ref.keys().map(String::as_str));
                reject(
                    Code::UnknownReport,
                    format!("there is no report `{reference}`{near}"),
                )
            })
    }

    /// A report by id.
    pub fn report_by_id(&self, id: ReportId) -> Option<&Arc<Report>> {
        self.reports.get(&id)
    }

    /// The reports not yet published that cover a quarter of a plan.
    pub(crate) fn reports_covering(
        &self,
        plan: PlanId,
        quarter: Quarter,
    ) -> impl Iterator<Item = &Arc<Report>> {
        let covered = Covered { plan, quarter };
        self.reports().filter(move |report| {
            report.published.is_none() && report.details.covers.contains(&covered)
        })
    }

    /// The figures of covered quarters as they are now.
    pub(crate) fn figures(&self, covers: &[Covered]) -> Vec<CoveredClosing> {
        let closing = |covered: &Covered| {
            let plan = self.plan_by_id(covered.plan);
            let record = plan.and_then(|plan| plan.quarters.get(&covered.quarter));
            let closed = record.filter(|record| record.state != QuarterState::Open);
            CoveredClosing {
                plan: covered.plan,
                quarter: covered.quarter,
                closing: closed.map_or(0, |record| record.closing),
                inputs: closed.map_or_else(String::new, |record| record.inputs.clone()),
            }
        };
        covers.iter().map(closing).collect()
    }

    /// Every adopted version of every route, by name, oldest adoption first.
    pub fn routes(&self) -> impl Iterator<Item = &RouteVersion> {
        self.routes.values().flatten()
    }

    /// The adopted version of a route that counts on a day: of those that begin
    /// on or before it the latest, and of equal days the one adopted last.
    pub fn route_on(&self, name: &str, day: Date) -> Option<&RouteVersion> {
        self.routes
            .get(name)?
            .iter()
            .filter(|version| version.route.from <= day)
            .max_by_key(|version| (version.route.from, version.place))
    }

    /// The version that a circulation names, for example `derby@2021-04-01`, as
    /// adopted last at a place.
    pub(crate) fn route_version(&self, label: &str, at: u64) -> Option<Arc<Route>> {
        let (name, from) = label.rsplit_once('@')?;
        let from: Date = from.parse().ok()?;
        self.routes
            .get(name)?
            .iter()
            .filter(|version| version.route.from == from && version.place <= at)
            .max_by_key(|version| version.place)
            .map(|version| version.route.clone())
    }
}
