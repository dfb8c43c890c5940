package main

import (
	"fmt"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
)

// newUI prepares the web UI as a client of the frontend. Without writeActions
// it hides its buttons and its own server refuses every call but reads, so a
// browser tab left open cannot change anything.
func newUI(p *ports, writeActions bool) (ui *uiserver.Server, err error) {
	cfg := &uiconfig.Config{
		TemporalGRPCAddress: hostPort(p.grpc),
		Host:                loopback,
		Port:                p.ui,
		EnableUI:            true,
		DefaultNamespace:    defaultNamespace,
		DisableNewsFetch:    true, // it would call out to the internet
		HideLogs:            true, // one line per request otherwise

		DisableWriteActions:       !writeActions,
		WorkflowTerminateDisabled: !writeActions,
		WorkflowCancelDisabled:    !writeActions,
		WorkflowSignalDisabled:    !writeActions,
		WorkflowUpdateDisabled:    !writeActions,
		WorkflowResetDisabled:     !writeActions,
		WorkflowPauseDisabled:     !writeActions,
		BatchActionsDisabled:      !writeActions,
		StartWorkflowDisabled:     !writeActions,
		ActivityCommandsDisabled:  !writeActions,

		// The protection against forged requests uses a cookie, which a browser
		// accepts over plain HTTP only when it is not marked as secure.
		CORS: uiconfig.CORS{CookieInsecure: true},
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("the web UI cannot be set up: %w", err)
	}
	// The library reports its problems by panicking.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the web UI cannot be set up: %v", r)
		}
	}()
	return uiserver.NewServer(uioptions.WithConfigProvider(cfg)), nil
}
