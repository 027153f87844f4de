package io.edgeauth.servlet;

import io.edgeauth.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the administration of keys answers. One that holds a secret shows it nowhere else. */
sealed interface AdminAnswer {

  /** The same for whatever is not there, so that nothing can be told apart by it. */
  AdminAnswer NOT_FOUND = problem(404, "There is no such authenticator of API keys, key or path.");

  /**
   * It was done.
   *
   * @param headers of its own
   * @param json the body, or null for none
   */
  record Done(int status, Map<String, String> headers, @Nullable String json)
      implements AdminAnswer {

    /** Shows the status alone. */
    @Override
    public String toString() {
      return "Done[" + status + "]";
    }
  }

  /**
   * It was not done.
   *
   * @param detail one sentence for the client
   * @param headers of its own
   * @param errors everything that is wrong with the request
   */
  record Problem(int status, String detail, Map<String, String> headers, List<AdminFault> errors)
      implements AdminAnswer {}

  static AdminAnswer ok(Map<String, ? extends @Nullable Object> body) {
    return new Done(200, Map.of(), JsonWriter.writeAscii(body));
  }

  static AdminAnswer problem(int status, String detail) {
    return new Problem(status, detail, Map.of(), List.of());
  }

  static AdminAnswer wrong(List<AdminFault> errors) {
    return new Problem(400, "The request is not right as it is.", Map.of(), errors);
  }
}
