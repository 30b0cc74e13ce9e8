package org.cria.model.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * What the hub says of a repository.
 *
 * @see <a href="https://huggingface.co/docs/hub/api">Hub API endpoints</a>
 */
final class HubApi {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern OID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final int MOST_PAGES = 200;
    private static final int MOST_BYTES = 32 << 20;

    private final HubHttp http;

    HubApi(HubHttp http) {
        this.http = http;
    }

    /**
     * All files of a repository at the commit that its revision is now.
     *
     * @throws CriaException if there is none, or it is not for this account, or a name in it would leave its folder
     */
    RepoListing listing(HubReference reference) {
        String repository = "/api/models/" + reference.repository();
        JsonValue info = get(reference, http.at(repository + "/revision/" + escaped(reference.revision())))
                .value();
        String commit =
                text(info, "sha").filter(sha -> COMMIT.matcher(sha).matches()).orElseThrow(() -> garbled(reference));
        List<RepoFile> files = new ArrayList<>();
        Optional<URI> page = Optional.of(http.at(repository + "/tree/" + commit + "?recursive=true"));
        for (int pages = 0; page.isPresent(); pages++) {
            if (pages == MOST_PAGES) {
                throw garbled(reference);
            }
            Page read = get(reference, page.get());
            if (!(read.value() instanceof JsonValue.Array array)) {
                throw garbled(reference);
            }
            array.items().forEach(item -> file(reference, item).ifPresent(files::add));
            page = read.next();
        }
        return new RepoListing(commit, files);
    }

    /** Where the bytes of a file are to be had. */
    URI address(HubReference reference, String commit, RepoFile file) {
        String path =
                Arrays.stream(file.path().split("/", -1)).map(HubApi::escaped).collect(Collectors.joining("/"));
        return http.at("/" + reference.repository() + "/resolve/" + commit + "/" + path);
    }

    private record Page(JsonValue value, Optional<URI> next) {}

    private Page get(HubReference reference, URI uri) {
        Tries tries = new Tries(http.settings(), http.halt());
        while (true) {
            try (HubHttp.Answer answer = http.get(uri, Map.of("Accept", "application/json"))) {
                if (answer.status() == 200) {
                    byte[] bytes = answer.body().readNBytes(MOST_BYTES + 1);
                    return new Page(parsed(reference, bytes), next(answer));
                }
                if (!Tries.isPassing(answer.status()) || !tries.again(answer.header("retry-after"))) {
                    throw HubRefusal.of(
                            reference,
                            http.settings().endpoint(),
                            answer,
                            http.settings().token().isPresent());
                }
            } catch (IOException e) {
                if (!tries.again(Optional.empty())) {
                    http.halt().check(reference);
                    throw unreachable(reference, e);
                }
            }
        }
    }

    private static Optional<URI> next(HubHttp.Answer answer) {
        return answer.header("link").flatMap(link -> {
            Matcher matcher = NEXT.matcher(link);
            return matcher.find() ? Optional.of(answer.uri().resolve(matcher.group(1))) : Optional.empty();
        });
    }

    private static JsonValue parsed(HubReference reference, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw garbled(reference);
        }
        try {
            return JsonValue.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (CriaException e) {
            throw garbled(reference);
        }
    }

    /** @return nothing for a folder */
    private static Optional<RepoFile> file(HubReference reference, JsonValue item) {
        if (!text(item, "type").equals(Optional.of("file"))) {
            return Optional.empty();
        }
        String path = text(item, "path").orElseThrow(() -> garbled(reference));
        if (!SafePath.is(path)) {
            throw HubRefusal.refusal(
                    reference,
                    "the repository has a file whose name would not stay in its folder on every system ("
                            + path.replaceAll("\\p{Cntrl}", "?")
                            + "), so nothing of it is downloaded. Choose another.");
        }
        JsonValue stored =
                item instanceof JsonValue.Members object && object.members().get("lfs") instanceof JsonValue.Members lfs
                        ? lfs
                        : item;
        String oid =
                text(stored, "oid").filter(each -> OID.matcher(each).matches()).orElseThrow(() -> garbled(reference));
        return Optional.of(new RepoFile(path, size(reference, stored), oid));
    }

    private static long size(HubReference reference, JsonValue item) {
        if (item instanceof JsonValue.Members object
                && object.members().get("size") instanceof JsonValue.Numeric size
                && size.isWhole()
                && size.value().signum() >= 0
                && size.value().precision() - size.value().scale() <= 18) {
            return size.value().longValue();
        }
        throw garbled(reference);
    }

    private static Optional<String> text(JsonValue value, String name) {
        return value instanceof JsonValue.Members object && object.members().get(name) instanceof JsonValue.Text text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static CriaException garbled(HubReference reference) {
        return HubRefusal.refusal(
                reference, "the hub's list of files is none, expected JSON as Hugging Face has it. Try again later.");
    }

    private CriaException unreachable(HubReference reference, IOException cause) {
        return new CriaException(
                reference.text() + ": " + http.settings().endpoint().getHost() + " cannot be reached ("
                        + Tries.reason(cause)
                        + "). Check the connection, and the proxy if there is one, and try again.",
                cause);
    }
}
