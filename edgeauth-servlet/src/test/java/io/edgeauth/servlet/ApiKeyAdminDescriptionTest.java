package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document is right by the schema of the OpenAPI Initiative (test resource, Apache
 * License 2.0), and says what the servlet does: no more and no less.
 */
final class ApiKeyAdminDescriptionTest {

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);

  @Test
  void document_isOpenApi31() {
    String schema = Described.resource("oas-3.1-schema-2021-04-15.json");
    var openApi = SCHEMAS.getSchema(schema);
    assertThat(openApi.validate(Described.text(), InputFormat.JSON)).isEmpty();
    assertThat(
            openApi.validate(
                Described.text().replace("\"operationId\"", "\"operationID\""), InputFormat.JSON))
        .as("the schema can refuse")
        .isNotEmpty();
  }

  @Test
  void schemas_areJsonSchemas() {
    var meta = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    JsonNode schemas = Described.document().at("/components/schemas");
    assertThat(schemas).isNotEmpty();
    schemas
        .properties()
        .forEach(
            schema -> assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty());
  }

  @Test
  void references_everyOne_leadSomewhereAndNothingIsUnused() {
    List<String> used = new ArrayList<>();
    Described.document().findValuesAsText("$ref").forEach(used::add);
    assertThat(used)
        .isNotEmpty()
        .allSatisfy(
            ref ->
                assertThat(Described.document().at(ref.substring(1)).isMissingNode())
                    .as(ref)
                    .isFalse());
    Described.document()
        .get("components")
        .properties()
        .forEach(
            kind ->
                kind.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name ->
                            assertThat(used)
                                .contains("#/components/" + kind.getKey() + "/" + name)));
  }

  @Test
  void document_isServedAsItIs() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer = site.get("/openapi.json");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Described.text());
    }
  }

  /** Each method that a path does not have is refused, with those that it has in Allow. */
  @Test
  void methods_ofEveryPath_areThoseOfTheDocument() {
    try (AdminSite site = AdminSite.start()) {
      for (Map.Entry<String, JsonNode> path : Described.document().get("paths").properties()) {
        String below = path.getKey().replace("{authenticator}", "partner").replace("{id}", "key_1");
        List<String> described = new ArrayList<>();
        path.getValue().fieldNames().forEachRemaining(described::add);
        described.remove("parameters");
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
          RawHttp.Answer answer = site.send(method, below, "");
          if (described.contains(method.toLowerCase(Locale.ROOT))) {
            assertThat(answer.status()).as(method + below).isNotEqualTo(405);
          } else {
            assertThat(answer.status()).as(method + below).isEqualTo(405);
          }
          if (answer.status() == 405 || method.equals("OPTIONS")) {
            assertThat(List.of(answer.value("Allow").toLowerCase(Locale.ROOT).split(", ")))
                .containsExactlyInAnyOrderElementsOf(described);
          }
        }
      }
    }
  }

  /**
   * Every status that the document promises is given; that no other is, {@link AdminSite} holds.
   */
  @Test
  void statuses_ofEveryMethod_areGiven() {
    try (AdminSite site = AdminSite.start();
        AdminSite open =
            AdminSite.start(
                application ->
                    application.inside(
                        edge -> (request, response, chain) -> chain.doFilter(request, response)))) {
      String id = AdminSite.text(site.post("/partner", "{\"owner\":\"acme\"}"), "id");
      String path = "/partner/" + id;
      for (String method : List.of("GET", "HEAD")) {
        for (String below :
            List.of(
                "/partner",
                "/partner?a",
                "/other",
                "/broken",
                path,
                path + "?a",
                "/partner/key_1",
                "/broken/key_1",
                "/openapi.json")) {
          site.send(method, below, "");
        }
      }
      for (String action : List.of("/rotate", "/revoke", "/rotate")) {
        site.post(path + action, "");
        site.post(path + action, "{\"a\":1}");
        site.post("/partner/key_1" + action, "");
        site.post("/broken/key_1" + action, "");
        site.post(path + action, " ".repeat(65_537));
        site.send("POST", path + action, "");
      }
      site.post("/partner", "{}");
      site.post("/other", "{}");
      site.post("/broken", "{\"owner\":\"acme\"}");
      site.post("/partner", " ".repeat(65_537));
      site.send("POST", "/partner", "");
      for (String below :
          List.of("/partner", path, path + "/rotate", path + "/revoke", "/openapi.json")) {
        site.send("OPTIONS", below, "");
        for (String method : List.of("GET", "HEAD", "POST", "OPTIONS")) {
          open.send(method, below, "");
        }
      }
      open.observed().retainAll(Described.statuses()); // it refuses methods before it looks at them
      site.observed().addAll(open.observed());

      assertThat(site.observed()).containsExactlyInAnyOrderElementsOf(Described.statuses());
    }
  }
}
