package io.edgeauth.forward;

import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the verified identity as headers. Immutable. */
final class IdentityHeaders {

  /** The headers, or why they cannot be written. */
  record Written(List<HeaderField> fields, @Nullable Reason refused, @Nullable String detail) {}

  private final List<HeaderMapping> mappings;
  private final ListFormat list;
  private final HeaderEncoding encoding;
  private final int maxBytes;
  private final Written anonymous;

  IdentityHeaders(ForwardSettings settings) {
    this.mappings = settings.headers();
    this.list = settings.list();
    this.encoding = settings.encoding();
    this.maxBytes = settings.maxIdentityHeaders();
    this.anonymous = write(Identity.ANONYMOUS);
  }

  Written of(Identity identity) {
    return identity.isAnonymous() ? anonymous : identity.derived(this, Written.class, this::write);
  }

  private Written write(Identity identity) {
    List<HeaderField> fields = new ArrayList<>(mappings.size() + 3);
    int bytes = 0;
    for (int i = 0; i < mappings.size(); i++) {
      HeaderMapping mapping = mappings.get(i);
      List<String> lines =
          HeaderValue.lines(
              mapping.source().of(identity),
              mapping.list() == null ? list : mapping.list(),
              encoding);
      if (lines == null) {
        return new Written(List.of(), Reasons.IDENTITY_UNFORWARDABLE, "header " + mapping.header());
      }
      for (int j = 0; j < lines.size(); j++) {
        fields.add(new HeaderField(mapping.header(), lines.get(j)));
        bytes += mapping.header().length() + lines.get(j).length() + 4; // ": " and the line's end
      }
    }
    return bytes > maxBytes
        ? new Written(List.of(), Reasons.IDENTITY_TOO_LARGE, bytes + " bytes of identity headers")
        : new Written(List.copyOf(fields), null, null);
  }
}
