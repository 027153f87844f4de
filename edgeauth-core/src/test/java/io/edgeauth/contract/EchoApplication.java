package io.edgeauth.contract;

import io.edgeauth.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The application behind the adapter. A request whose path ends with {@code /echo} is answered with
 * its body while that comes, and any other with JSON that says what was received.
 *
 * <p>An adapter's author calls {@link #answer} from the server's handler, answers 200 with the
 * reply's content type and the header {@code X-Application: yes}, and lets the reply write itself.
 * Any number of threads may.
 */
public final class EchoApplication {

  /** Names under which a server or framework may hand out what it did not enumerate. */
  private static final List<String> PROBES =
      List.of(
          "X-User-Id",
          "x-user-id",
          "X-USER-ID",
          "X_User_Id",
          "X.User.Id",
          "x-user_id",
          "X-User-Role",
          "X_User_Role",
          "X-Edge-Identity",
          "Authorization",
          "authorization",
          "X-Second-Key",
          "X_Second_Key");

  private final AtomicInteger hits = new AtomicInteger();

  EchoApplication() {}

  /** What is to be answered. */
  public static final class Reply {

    private final ReceivedRequest streamed;
    private final byte[] report;

    private Reply(ReceivedRequest streamed, byte[] report) {
      this.streamed = streamed;
      this.report = report;
    }

    /** The value of {@code Content-Type}. */
    public String contentType() {
      return streamed == null ? "application/json" : "application/octet-stream";
    }

    /** How many bytes will be written, or -1 where nobody knows yet. */
    public long length() {
      return streamed == null ? report.length : -1;
    }

    /** Writes the body; not to be called where the method is HEAD and the server would send it. */
    public void writeTo(OutputStream out) throws IOException {
      if (streamed == null) {
        out.write(report);
        return;
      }
      InputStream in = streamed.body();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    }
  }

  /** Takes a request. */
  public Reply answer(ReceivedRequest request) throws IOException {
    hits.incrementAndGet();
    return request.rawPath().endsWith("/echo")
        ? new Reply(request, null)
        : new Reply(null, report(request).getBytes(StandardCharsets.UTF_8));
  }

  /** How many requests have reached it. */
  int hits() {
    return hits.get();
  }

  private static String report(ReceivedRequest request) throws IOException {
    long length = request.body().transferTo(OutputStream.nullOutputStream());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("method", request.method());
    report.put("path", request.rawPath());
    report.put("query", request.rawQuery());
    report.put("bodyLength", length);
    List<Object> names = new ArrayList<>();
    List<Object> lines = new ArrayList<>();
    for (String name : request.headerNames()) {
      names.add(name);
      request.headers(name).forEach(line -> lines.add(name + ": " + line));
      lines.add(name + ": " + request.header(name));
    }
    report.put("names", names);
    report.put("lines", lines);
    Map<String, Object> probes = new LinkedHashMap<>();
    for (String probe : PROBES) {
      List<Object> found = new ArrayList<>(request.headers(probe));
      String one = request.header(probe);
      if (one != null) {
        found.add(one);
      }
      probes.put(probe, found);
    }
    report.put("probes", probes);
    report.put("trailers", new LinkedHashMap<String, Object>(request.trailers()));
    return JsonWriter.write(report);
  }
}
