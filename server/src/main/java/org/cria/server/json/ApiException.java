package org.cria.server.json;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request is not answered, as clients are told. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String field;
    private final @Nullable String code;

    private ApiException(int status, String type, @Nullable String field, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.field = field;
        this.code = code;
    }

    /** A request that is wrong in itself: sending it again does not help. */
    public static ApiException wrong(String field, String message) {
        return new ApiException(400, "invalid_request_error", field, null, message);
    }

    /** The same, of the request as a whole. */
    public static ApiException wrong(int status, @Nullable String code, String message) {
        return new ApiException(status, "invalid_request_error", null, code, message);
    }

    /** The same with OpenAI's code for it. */
    public static ApiException wrong(String field, String code, String message) {
        return new ApiException(400, "invalid_request_error", field, code, message);
    }

    /** A known field whose feature Cria does not have. */
    public static ApiException lacking(String field, String message) {
        return new ApiException(400, "invalid_request_error", field, "unsupported_parameter", message);
    }

    /** A model that is not served. */
    public static ApiException noModel(String message) {
        return new ApiException(404, "invalid_request_error", "model", "model_not_found", message);
    }

    /** A request that may go well later. */
    public static ApiException busy(String code, String message) {
        return new ApiException(503, "server_error", null, code, message);
    }

    /** A failure of ours. */
    public static ApiException failed(int status, String code, String message) {
        return new ApiException(status, "server_error", null, code, message);
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** What kind of error it is, in OpenAI's words. */
    public String type() {
        return type;
    }

    /** The field that it is about. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** What programs can tell it by. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** What is to be told to people. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
