package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document of the administration, and what it says of answers. */
final class Described {

  private static final String AT = "https://edgeauth.test/openapi.json";
  private static final String TEXT = resource("api-keys-openapi.json");
  private static final JsonNode DOCUMENT = json(TEXT);
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(AT, TEXT))));
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private Described() {}

  static JsonNode document() {
    return DOCUMENT;
  }

  static String text() {
    return TEXT;
  }

  static String resource(String name) {
    try (InputStream in = Described.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Every method, path and status that the document has, such as {@code GET /{authenticator} 200}.
   */
  static Set<String> statuses() {
    Set<String> all = new TreeSet<>();
    DOCUMENT
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            statuses(method.getValue())
                                .forEachRemaining(
                                    status -> {
                                      if (!status.equals("default")) {
                                        all.add(triple(method.getKey(), path.getKey(), status));
                                      }
                                    })));
    return all;
  }

  private static Iterator<String> statuses(JsonNode operation) {
    return operation.path("responses").fieldNames();
  }

  static String triple(String method, String path, String status) {
    return method.toUpperCase(Locale.ROOT) + " " + path + " " + status;
  }

  /** The document's path for a path below the mapping, or null where it has none. */
  static String template(String below) {
    int segments = below.split("/", -1).length - 1;
    if (below.equals("/openapi.json")) {
      return below;
    }
    return segments == 1
        ? "/{authenticator}"
        : segments == 2
            ? "/{authenticator}/{id}"
            : below.replaceFirst("/[^/]*/[^/]*", "/{authenticator}/{id}");
  }

  /** Holds that an answer is as the document says. */
  static void check(String method, String below, RawHttp.Answer answer) {
    JsonNode path = DOCUMENT.get("paths").get(template(below));
    JsonNode operation = path == null ? null : path.get(method.toLowerCase(Locale.ROOT));
    if (operation == null) {
      assertThat(answer.status()).as(method + " " + below).isIn(403, 404, 405);
      if (!method.equals("HEAD")) {
        validate("#/components/schemas/Problem", answer.body());
      }
      return;
    }
    JsonNode response = operation.get("responses").get(Integer.toString(answer.status()));
    assertThat(response).as(method + " " + below + " " + answer.status()).isNotNull();
    if (response.has("$ref")) {
      response = DOCUMENT.at(response.get("$ref").asText().substring(1));
    }
    JsonNode headers = response.path("headers");
    headers
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("Link")) {
                assertThat(answer.values(name)).as(name).hasSize(1);
              }
            });
    JsonNode content = response.get("content");
    if (content == null || method.equals("HEAD")) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    String type = content.fieldNames().next();
    assertThat(answer.value("Content-Type")).isEqualTo(type);
    JsonNode schema = content.get(type).get("schema");
    if (schema.has("$ref")) {
      validate(schema.get("$ref").asText(), answer.body());
    }
  }

  /** Holds that a text is what a schema of the document allows. */
  static void validate(String schema, String body) {
    assertThat(
            SCHEMAS
                .getSchema(SchemaLocation.of(AT + schema), STRICT)
                .validate(body, InputFormat.JSON))
        .as(body)
        .isEmpty();
  }
}
