package org.cria.model.hub;

import java.net.URI;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * Why the hub gave no file, told apart by status and {@code X-Error-Code}.
 *
 * @see <a href="https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/utils/_http.py">hf_raise_for_status</a>
 */
final class HubRefusal {
    static final Control TOKEN = new Control("hub token");

    private HubRefusal() {}

    /**
     * Makes an exception of an answer that is no success.
     *
     * @param place     what was asked for
     * @param withToken whether it was asked with a token
     */
    static CriaException of(HubReference place, URI endpoint, HubHttp.Answer answer, boolean withToken) {
        String code = answer.header("x-error-code").orElse("");
        String page = endpoint + "/" + place.repository();
        int status = answer.status();
        return switch (code) {
            case "GatedRepo" -> gated(place, page, withToken);
            case "RepoNotFound" -> missing(place, withToken);
            case "RevisionNotFound" ->
                refusal(
                        place,
                        "the repository has no revision '" + place.revision() + "', expected a branch, a tag or a"
                                + " commit. Look for it at " + page + ".");
            case "EntryNotFound" -> refusal(place, "the repository no longer has a file that it listed. Try again.");
            case "DisabledRepo" -> refusal(place, "the hub has disabled this repository. Choose another.");
            default -> byStatus(place, page, status, withToken);
        };
    }

    private static CriaException byStatus(HubReference place, String page, int status, boolean withToken) {
        return switch (status) {
            case 401 -> withToken ? badToken(place) : missing(place, false);
            case 403 -> gated(place, page, withToken);
            case 404 -> missing(place, withToken);
            case 407 -> refusal(place, "the proxy wants a name and a password. Put them into its address.");
            case 429 ->
                refusal(
                        place,
                        "the hub gets too many requests from here (HTTP 429). Try again in some minutes"
                                + (withToken ? "." : ", or with an account: it has more of them."));
            default -> refusal(place, "the hub answers with HTTP " + status + ", expected 200. Try again later.");
        };
    }

    private static CriaException gated(HubReference place, String page, boolean withToken) {
        Object next = withToken
                ? Explanation.of("The account of ", TOKEN.named(), " has none: ask for it at ", page, ".")
                : Explanation.of("Ask for it at ", page, ", then set ", TOKEN.named(), " to a token of that account.");
        return refusal(place, Explanation.of("the repository is gated: its owner grants access to accounts. ", next));
    }

    private static CriaException missing(HubReference place, boolean withToken) {
        Object next = withToken
                ? Explanation.of("Check the name, and whether the account of ", TOKEN.named(), " may see it.")
                : Explanation.of(
                        "Check the name; for a private one set ", TOKEN.named(), " to a token of its account.");
        return refusal(place, Explanation.of("the hub knows no such repository, or it is private. ", next));
    }

    private static CriaException badToken(HubReference place) {
        return refusal(
                place,
                Explanation.of(
                        "the hub does not know the token in ", TOKEN.named(), ". Make a new one, or do without."));
    }

    static CriaException refusal(HubReference place, Object text) {
        return new CriaException(Explanation.of(place.text(), ": ", text));
    }
}
