package io.edgeauth.http;

import io.edgeauth.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told about a refusal (RFC 9457). It never says whether a key, a user or a token
 * exists.
 *
 * @param status the HTTP status
 * @param title the status in words
 * @param detail one sentence that helps an honest client, or null
 * @param requestId the id under which operators find this decision
 * @param format how the body is written
 * @param violatedPolicies the names of the rate limits that are exceeded; empty where it is not for
 *     them
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
    int status,
    String title,
    @Nullable String detail,
    String requestId,
    Format format,
    List<String> violatedPolicies) {

  /**
   * The type of a refusal for rate limits.
   *
   * @see <a href="https://www.iana.org/assignments/http-problem-types">HTTP Problem Types</a>
   */
  private static final String QUOTA_EXCEEDED =
      "https://iana.org/assignments/http-problem-types#quota-exceeded";

  /** How the body is written. */
  public enum Format {
    /** {@code application/problem+json}. */
    PROBLEM_JSON("application/problem+json"),
    /** The same members as {@code application/json}. */
    JSON("application/json"),
    /** Title, detail and request id as {@code text/plain}. */
    TEXT("text/plain;charset=utf-8");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  /** Copies the names. */
  public Problem {
    violatedPolicies = List.copyOf(violatedPolicies);
  }

  /**
   * A problem that no rate limit is the reason of.
   *
   * @param status the HTTP status
   * @param title the status in words
   * @param detail one sentence that helps an honest client, or null
   * @param requestId the id under which operators find this decision
   * @param format how the body is written
   */
  public Problem(
      int status, String title, @Nullable String detail, String requestId, Format format) {
    this(status, title, detail, requestId, format, List.of());
  }

  /**
   * The value of {@code Content-Type}.
   *
   * @return a media type
   */
  public String contentType() {
    return format.mediaType;
  }

  /**
   * The body, in ASCII.
   *
   * @return the text
   */
  public String body() {
    if (format == Format.TEXT) {
      return title + (detail == null ? "" : ": " + detail) + "\nrequest id " + requestId + "\n";
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", violatedPolicies.isEmpty() ? "about:blank" : QUOTA_EXCEEDED);
    members.put("title", title);
    members.put("status", status);
    if (detail != null) {
      members.put("detail", detail);
    }
    members.put("requestId", requestId);
    if (!violatedPolicies.isEmpty()) {
      members.put("violated-policies", violatedPolicies);
    }
    return JsonWriter.writeAscii(members);
  }

  /**
   * The usual words for a status that a refusal has.
   *
   * @param status an HTTP status
   * @return the reason phrase of RFC 9110, section 15, or of RFC 6585, and {@code Refused} for a
   *     status that neither knows
   */
  public static String titleOf(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment Required";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length Required";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 426 -> "Upgrade Required";
      case 428 -> "Precondition Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 511 -> "Network Authentication Required";
      default -> "Refused";
    };
  }
}
