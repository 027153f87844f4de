package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy with the lines that docs/mtls.md has for it; its ports and the directory of its files
 * alone are others.
 */
enum DocumentedProxy {
  NGINX("nginx", "nginx", "X-SSL-Client-Cert") {
    @Override
    List<String> command(Path program, Path file) {
      return List.of(
          program.toString(), "-p", file.getParent() + "/", "-e", "stderr", "-c", "" + file);
    }

    @Override
    String whole(String lines, int port) {
      // One process, so that none is left behind.
      return """
          daemon off; master_process off; pid nginx.pid; error_log stderr; events {}
          http {
            access_log off; client_body_temp_path t; proxy_temp_path t;
            fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
          """
          + replaced(lines, "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
          + "}\n";
    }

    @Override
    String written(TestCertificate certificate) throws Exception {
      return URLEncoder.encode(
              TestCertificate.pem(certificate.certificate()), StandardCharsets.US_ASCII)
          .replace("+", "%20");
    }
  },

  HAPROXY("HAProxy", "haproxy", "X-SSL-Client-Cert") {
    @Override
    List<String> command(Path program, Path file) {
      return List.of(program.toString(), "-db", "-f", file.toString());
    }

    @Override
    String whole(String lines, int port) {
      return """
          defaults
              timeout connect 30s
              timeout client 30s
              timeout server 30s
          """
          + replaced(lines, "bind :443 ", "bind 127.0.0.1:" + port + " ");
    }

    @Override
    String written(TestCertificate certificate) throws Exception {
      return base64(certificate);
    }
  },

  CADDY("Caddy", "caddy", "Client-Cert") {
    @Override
    List<String> command(Path program, Path file) {
      return List.of(
          program.toString(), "run", "--config", file.toString(), "--adapter", "caddyfile");
    }

    @Override
    String whole(String lines, int port) {
      return "{\n\tadmin off\n\tauto_https off\n}\n"
          + replaced(
              lines, "api.example.com {", "https://localhost:" + port + " {\n\tbind 127.0.0.1");
    }

    @Override
    String written(TestCertificate certificate) throws Exception {
      return ":" + base64(certificate) + ":";
    }
  };

  private static final Path PAGE = Path.of("../../docs/mtls.md");

  private final String heading;
  private final String program;
  private final String header;

  DocumentedProxy(String heading, String program, String header) {
    this.heading = heading;
    this.program = program;
    this.header = header;
  }

  abstract List<String> command(Path program, Path file);

  abstract String whole(String lines, int port);

  /** What it writes into its header of a certificate. */
  abstract String written(TestCertificate certificate) throws Exception;

  String program() {
    return program;
  }

  String header() {
    return header;
  }

  /**
   * Starts it.
   *
   * @param directory holds the files that its lines name
   */
  ProxyProcess start(Path directory, URI gateway) throws IOException {
    Path installed = ProxyProcess.installed(program);
    String lines = found("(?s)\n### " + heading + "\n.*?\n```[a-z]+\n(.*?)```");
    String here =
        replaced(
            replaced(lines, "/etc/edgeauth/", directory + "/"),
            "127.0.0.1:8080",
            "127.0.0.1:" + gateway.getPort());
    Path file = directory.resolve(program + ".conf");
    return ProxyProcess.start(directory, file, command(installed, file), port -> whole(here, port));
  }

  /** The gateway's file for it, of the page as well. */
  String configuration(String upstream) throws IOException {
    String forwarded = found("(?s)\n### " + heading + "\n\n`(forwarded: \\{[^`]*})`");
    assertThat(forwarded).contains("header: " + header + ",");
    String lines = found("(?s)\n## A proxy in front\n.*?\n```yaml\n(edgeauth:.*?)```");
    return replaced(
        replaced(
            replaced(lines, "port: 8080", "port: 0"),
            "forwarded: {header: Client-Cert, format: rfc9440}",
            forwarded),
        "http://127.0.0.1:9000",
        upstream);
  }

  private static String found(String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(PAGE));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private static String replaced(String text, String old, String now) {
    assertThat(text).contains(old);
    return text.replace(old, now);
  }

  private static String base64(TestCertificate certificate) throws Exception {
    return Base64.getEncoder().encodeToString(certificate.certificate().getEncoded());
  }
}
