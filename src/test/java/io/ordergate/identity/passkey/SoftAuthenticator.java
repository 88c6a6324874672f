package io.ordergate.identity.passkey;

import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.AuthenticatorDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionAuthenticatorOutput;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A browser and an authenticator in software, with one passkey of EC P-256. */
public class SoftAuthenticator {

    private static final byte PRESENT_AND_VERIFIED = AuthenticatorData.BIT_UP | AuthenticatorData.BIT_UV;

    private final ObjectConverter objects = new ObjectConverter();
    private final byte[] credentialId = new byte[32];
    private final KeyPair keys;
    private final String origin;
    private long counter;

    /** A browser at a page of this origin. */
    public SoftAuthenticator(String origin) {
        this.origin = origin;
        new SecureRandom().nextBytes(credentialId);
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private SoftAuthenticator(SoftAuthenticator other, String origin) {
        this.origin = origin;
        this.keys = other.keys;
        this.counter = other.counter;
        System.arraycopy(other.credentialId, 0, credentialId, 0, credentialId.length);
    }

    /** A copy of the authenticator, which counts on its own. */
    public SoftAuthenticator copy() {
        return new SoftAuthenticator(this, origin);
    }

    /** The same authenticator at a page of another origin. */
    public SoftAuthenticator at(String other) {
        return new SoftAuthenticator(this, other);
    }

    /** What {@code navigator.credentials.create(...).toJSON()} gives. */
    public Map<String, Object> created(JsonNode options) {
        var key = EC2COSEKey.create((ECPublicKey) keys.getPublic(), COSEAlgorithmIdentifier.ES256);
        var data = new AuthenticatorData<RegistrationExtensionAuthenticatorOutput>(
                sha256(options.path("rp").path("id").asString().getBytes(StandardCharsets.UTF_8)),
                (byte) (PRESENT_AND_VERIFIED | AuthenticatorData.BIT_AT),
                counter,
                new AttestedCredentialData(AAGUID.ZERO, credentialId, key));
        var object = new AttestationObjectConverter(objects)
                .convertToBytes(new AttestationObject(data, new NoneAttestationStatement()));
        return credential(Map.of(
                "clientDataJSON", base64(clientData("webauthn.create", options)),
                "attestationObject", base64(object),
                "transports", java.util.List.of("internal")));
    }

    /** What {@code navigator.credentials.get(...).toJSON()} gives. */
    public Map<String, Object> signed(JsonNode options) {
        counter++;
        return signedAgain(options);
    }

    /** The same with a counter that has not risen. */
    public Map<String, Object> signedAgain(JsonNode options) {
        var clientData = clientData("webauthn.get", options);
        var data = new AuthenticatorDataConverter(objects)
                .convert(new AuthenticatorData<AuthenticationExtensionAuthenticatorOutput>(
                        sha256(options.path("rpId").asString().getBytes(StandardCharsets.UTF_8)),
                        PRESENT_AND_VERIFIED,
                        counter));
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(ByteBuffer.allocate(data.length + 32)
                    .put(data)
                    .put(sha256(clientData))
                    .array());
            return credential(Map.of(
                    "clientDataJSON", base64(clientData),
                    "authenticatorData", base64(data),
                    "signature", base64(signature.sign())));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Map<String, Object> credential(Map<String, Object> response) {
        return Map.of(
                "id", base64(credentialId),
                "rawId", base64(credentialId),
                "type", "public-key",
                "response", response,
                "clientExtensionResults", Map.of());
    }

    private byte[] clientData(String type, JsonNode options) {
        var json = "{\"type\":\"" + type + "\",\"challenge\":\""
                + options.path("challenge").asString() + "\",\"origin\":\"" + origin + "\",\"crossOrigin\":false}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
