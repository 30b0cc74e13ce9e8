package org.cria.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cria.server.http.Routes;

/**
 * The chat page: a list of files, and nothing else can be asked for. It needs no key, since it holds no secret: what it asks of the server
 * later on does. What a model writes is shown in it, so browsers are told to run no script, and to load nothing, that is not of this list
 * (docs/adr/0019).
 */
public final class ChatPage {
    /** Headers of each file. */
    static final Map<String, String> POLICIES = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                            + "require-trusted-types-for 'script'; trusted-types dompurify",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static final String FOLDER = "org/cria/server/page/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String IMAGE = "image/svg+xml";

    private static final List<String> SCRIPTS = List.of(
            "answer.js",
            "answering.js",
            "api.js",
            "app.js",
            "columns.js",
            "composer.js",
            "dialogs.js",
            "dom.js",
            "head.js",
            "keys.js",
            "latest.js",
            "markdown.js",
            "settings.js",
            "sidebar.js",
            "store.js",
            "theme.js",
            "thread.js",
            "tree.js");
    private static final List<String> STYLES =
            List.of("page.css", "sidebar.css", "thread.css", "parts.css", "code.css");

    private ChatPage() {}

    /** Adds the page to what a server answers. */
    public static void addTo(Routes routes) {
        files().forEach(file -> routes.open(file.path(), file));
    }

    static List<PageFile> files() {
        List<PageFile> files = new ArrayList<>();
        files.add(own("/", HTML, "index.html"));
        files.add(own("/page/icon.svg", IMAGE, "icon.svg"));
        STYLES.forEach(name -> files.add(own("/page/" + name, STYLE, name)));
        SCRIPTS.forEach(name -> files.add(own("/page/" + name, SCRIPT, name)));
        files.add(library("marked.js", new WebJar("org.webjars.npm", "marked"), "lib/marked.esm.js"));
        files.add(library("purify.js", new WebJar("org.webjars.npm", "dompurify"), "dist/purify.es.mjs"));
        files.add(library("highlight.js", new WebJar("org.webjars", "highlightjs"), "highlight.min.js"));
        return files;
    }

    private static PageFile own(String path, String type, String name) {
        return new PageFile(path, type, () -> FOLDER + name);
    }

    private static PageFile library(String name, WebJar jar, String file) {
        return new PageFile("/page/lib/" + name, SCRIPT, () -> jar.place(file));
    }
}
