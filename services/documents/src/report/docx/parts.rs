//! The parts of the package beside the text.

use std::fmt::Write as _;

use super::super::document::Document;
use super::escape;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) const DOCUMENT_BEGIN: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" ",
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" ",
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><w:body>"
);

pub(super) const DOCUMENT_END: &str = concat!(
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/>",
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>",
    "<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>",
    "</w:sectPr></w:body></w:document>"
);

pub(super) const RELATIONSHIPS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

pub(super) const NUMBERING: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>",
    "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{2022}\"/><w:lvlJc w:val=\"left\"/>",
    "<w:pPr><w:ind w:left=\"1077\" w:hanging=\"357\"/></w:pPr></w:lvl></w:abstractNum>",
    "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
);

pub(super) fn content_types(charts: usize) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut xml = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{word}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{word}.styles+xml\"/>\
         <Override PartName=\"/word/numbering.xml\" ContentType=\"{word}.numbering+xml\"/>\
         <Override PartName=\"/word/settings.xml\" ContentType=\"{word}.settings+xml\"/>\
         <Override PartName=\"/word/footer1.xml\" ContentType=\"{word}.footer+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    for number in 1..=charts {
        let _ = write!(
            xml,
            "<Override PartName=\"/word/charts/chart{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
        );
    }
    xml.push_str("</Types>");
    xml
}

pub(super) fn document_relationships(charts: usize) -> String {
    let mut xml = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in [
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdNumbering", "numbering", "numbering.xml"),
        ("rIdSettings", "settings", "settings.xml"),
        ("rIdFooter", "footer", "footer1.xml"),
    ] {
        let _ = write!(
            xml,
            "<Relationship Id=\"{id}\" Type=\"{RELS}/{kind}\" Target=\"{target}\"/>"
        );
    }
    for number in 1..=charts {
        let _ = write!(
            xml,
            "<Relationship Id=\"rIdChart{number}\" Type=\"{RELS}/chart\" Target=\"charts/chart{number}.xml\"/>"
        );
    }
    xml.push_str("</Relationships>");
    xml
}

pub(super) fn core(document: &Document) -> String {
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dc:identifier>{}</dc:identifier><dc:language>{}</dc:language></cp:coreProperties>",
        escape(&document.title),
        escape(&document.council),
        escape(&document.document_hash),
        document.language
    )
}

pub(super) fn settings(language: &str) -> String {
    format!(
        "{XML}<w:settings xmlns:w=\"{MAIN}\"><w:defaultTabStop w:val=\"720\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"{language}\"/></w:settings>"
    )
}

pub(super) fn footer(document: &Document) -> String {
    format!(
        "{XML}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{} \u{2013} document hash {} \u{2013} page </w:t></w:r>\
         <w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>",
        escape(&document.reference),
        escape(document.document_hash.get(..12).unwrap_or_default())
    )
}

pub(super) fn styles(language: &str) -> String {
    let mut xml = format!(
        "{XML}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/>\
         <w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/><w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
    );
    let hanging = "<w:tabs><w:tab w:val=\"left\" w:pos=\"720\"/></w:tabs>";
    for (id, name, paragraph, run) in [
        ("CouncilName", "Council Name", "", "<w:b/>"),
        (
            "Notice",
            "Notice",
            "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"6\" w:color=\"B3261E\"/></w:pBdr>",
            "<w:b/>",
        ),
        (
            "ReportLine",
            "Report Line",
            "",
            "<w:b/><w:sz w:val=\"26\"/>",
        ),
        (
            "Title",
            "Title",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"240\"/>",
            "<w:b/><w:sz w:val=\"36\"/>",
        ),
        (
            "Heading1",
            "heading 1",
            "<w:keepNext/>HANG<w:spacing w:before=\"360\" w:after=\"120\"/><w:ind w:left=\"720\" w:hanging=\"720\"/><w:outlineLvl w:val=\"0\"/>",
            "<w:b/><w:sz w:val=\"28\"/>",
        ),
        (
            "Heading2",
            "heading 2",
            "<w:keepNext/>HANG<w:spacing w:before=\"280\" w:after=\"100\"/><w:ind w:left=\"720\" w:hanging=\"720\"/><w:outlineLvl w:val=\"1\"/>",
            "<w:b/><w:sz w:val=\"24\"/>",
        ),
        (
            "Heading3",
            "heading 3",
            "<w:keepNext/>HANG<w:spacing w:before=\"240\" w:after=\"80\"/><w:ind w:left=\"720\" w:hanging=\"720\"/><w:outlineLvl w:val=\"2\"/>",
            "<w:b/><w:u w:val=\"single\"/>",
        ),
        ("BodyText", "Body Text", "", ""),
        (
            "Numbered",
            "Numbered Paragraph",
            "HANG<w:ind w:left=\"720\" w:hanging=\"720\"/>",
            "",
        ),
        (
            "ListBullet",
            "List Bullet",
            "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>",
            "",
        ),
        (
            "Caption",
            "caption",
            "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/>",
            "<w:b/><w:sz w:val=\"20\"/>",
        ),
        (
            "TableHeading",
            "Table Heading",
            "<w:spacing w:before=\"40\" w:after=\"40\" w:line=\"240\" w:lineRule=\"auto\"/>",
            "<w:b/><w:sz w:val=\"18\"/>",
        ),
        (
            "TableText",
            "Table Text",
            "<w:spacing w:before=\"40\" w:after=\"40\" w:line=\"240\" w:lineRule=\"auto\"/>",
            "<w:sz w:val=\"18\"/>",
        ),
        (
            "TableAfter",
            "Table After",
            "<w:spacing w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>",
            "<w:sz w:val=\"8\"/>",
        ),
        (
            "Colophon",
            "Colophon",
            "<w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"6\" w:color=\"5F6B76\"/></w:pBdr><w:spacing w:before=\"480\"/>",
            "<w:sz w:val=\"16\"/>",
        ),
        ("Footer", "footer", "", "<w:sz w:val=\"16\"/>"),
    ] {
        let paragraph = paragraph.replace("HANG", hanging);
        let _ = write!(
            xml,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
    }
    xml.push_str(
        "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:tblPr><w:tblCellMar><w:left w:w=\"85\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>",
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(
            xml,
            "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8A949E\"/>"
        );
    }
    xml.push_str("</w:tblBorders></w:tblPr></w:style></w:styles>");
    xml
}
