//! Charts as DrawingML: bars with pattern and value, and alternative text.

use std::fmt::Write as _;

use super::super::document::Chart;
use super::escape;

const PATTERNS: [&str; 4] = ["solid", "wdUpDiag", "dkHorz", "dkVert"];
/// Width of a chart on the page, in English Metric Units.
const WIDTH: usize = 5_900_000;
const BAR: usize = 420_000;

/// The part of the package that holds a chart.
pub(super) fn part(chart: &Chart) -> String {
    let count = chart.bars.len();
    let (mut labels, mut values, mut points) = (String::new(), String::new(), String::new());
    for (index, bar) in chart.bars.iter().enumerate() {
        let label = format!("{}: {}% ({})", bar.label, bar.percent, bar.count);
        let _ = write!(
            labels,
            "<c:pt idx=\"{index}\"><c:v>{}</c:v></c:pt>",
            escape(&label)
        );
        let _ = write!(
            values,
            "<c:pt idx=\"{index}\"><c:v>{}</c:v></c:pt>",
            bar.count
        );
        let colour = bar.colour.trim_start_matches('#').to_uppercase();
        let fill = match PATTERNS[index % PATTERNS.len()] {
            "solid" => format!("<a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill>"),
            pattern => format!(
                "<a:pattFill prst=\"{pattern}\"><a:fgClr><a:srgbClr val=\"{colour}\"/></a:fgClr>\
                 <a:bgClr><a:srgbClr val=\"FFFFFF\"/></a:bgClr></a:pattFill>"
            ),
        };
        let _ = write!(
            points,
            "<c:dPt><c:idx val=\"{index}\"/><c:invertIfNegative val=\"0\"/><c:bubble3D val=\"0\"/>\
             <c:spPr>{fill}<a:ln w=\"9525\"><a:solidFill><a:srgbClr val=\"1C2126\"/></a:solidFill></a:ln></c:spPr></c:dPt>"
        );
    }
    let text = "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\"/></a:pPr><a:endParaRPr lang=\"en-GB\"/></a:p></c:txPr>";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>\
         <c:barChart><c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>\
         <c:ser><c:idx val=\"0\"/><c:order val=\"0\"/><c:tx><c:v>{}</c:v></c:tx>\
         <c:spPr><a:solidFill><a:srgbClr val=\"44515E\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/>{points}\
         <c:dLbls>{text}<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>\
         <c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>\
         <c:cat><c:strLit><c:ptCount val=\"{count}\"/>{labels}</c:strLit></c:cat>\
         <c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{count}\"/>{values}</c:numLit></c:val></c:ser>\
         <c:gapWidth val=\"40\"/><c:axId val=\"1001\"/><c:axId val=\"1002\"/></c:barChart>\
         <c:catAx><c:axId val=\"1001\"/><c:scaling><c:orientation val=\"maxMin\"/></c:scaling><c:delete val=\"0\"/>\
         <c:axPos val=\"l\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{text}\
         <c:crossAx val=\"1002\"/><c:crosses val=\"autoZero\"/></c:catAx>\
         <c:valAx><c:axId val=\"1002\"/><c:scaling><c:orientation val=\"minMax\"/><c:min val=\"0\"/></c:scaling><c:delete val=\"1\"/>\
         <c:axPos val=\"t\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>\
         <c:crossAx val=\"1001\"/><c:crosses val=\"autoZero\"/></c:valAx>\
         </c:plotArea><c:plotVisOnly val=\"1\"/></c:chart></c:chartSpace>",
        escape(&chart.unit)
    )
}

/// The drawing that stands in the text, with its alternative text.
pub(super) fn drawing(chart: &Chart, number: usize) -> String {
    let height = BAR * chart.bars.len().max(1) + 200_000;
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{WIDTH}\" cy=\"{height}\"/>\
         <wp:docPr id=\"{number}\" name=\"Chart {number}\" title=\"{}\" descr=\"{}\"/>\
         <wp:cNvGraphicFramePr/>\
         <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
         <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rIdChart{number}\"/>\
         </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
        escape(&chart.title),
        escape(&chart.description)
    )
}
