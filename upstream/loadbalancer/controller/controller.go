// Package controller gives services of type LoadBalancer the node's address and publishes their ports on the host.
package controller

import (
	"context"
	"fmt"
	"time"

	"github.com/rootless-containers/rootlesskit/v2/pkg/api/client"
	"github.com/rootless-containers/rootlesskit/v2/pkg/port"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"

	"dev.seclab/upstream/loadbalancer"
)

// Ports of the kubelet, in the address that services are reached by.
var nodePorts = []int{10250}

const (
	resync = time.Minute
	// After a restart the server's former self may still hold a port.
	again = 5 * time.Second
)

// Options of the controller.
type Options struct {
	Kubeconfig string
	// Socket is rootlesskit's API.
	Socket  string
	NodeIP  string
	APIPort int
	Log     func(format string, values ...any)
}

type controller struct {
	Options
	clients kubernetes.Interface
	ports   port.Manager
	// complaints were logged already, by service or forward.
	complaints map[string]string
}

// Run works until ctx is done.
func Run(ctx context.Context, options Options) {
	if err := run(ctx, options); err != nil && ctx.Err() == nil {
		options.Log("no LoadBalancer services: %v", err)
	}
}

func run(ctx context.Context, options Options) error {
	config, err := clientcmd.BuildConfigFromFlags("", options.Kubeconfig)
	if err != nil {
		return err
	}
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	rootless, err := client.New(options.Socket)
	if err != nil {
		return err
	}
	c := &controller{Options: options, clients: clients, ports: rootless.PortManager(), complaints: map[string]string{}}
	factory := informers.NewSharedInformerFactory(clients, resync)
	services := factory.Core().V1().Services()
	// One pending wake-up stands for any number of events: each pass looks at everything.
	changed := make(chan struct{}, 1)
	wake := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	if _, err := services.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { wake() },
		UpdateFunc: func(any, any) { wake() },
		DeleteFunc: func(any) { wake() },
	}); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	wake()
	var retry <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-retry:
		}
		all, err := services.Lister().List(labels.Everything())
		if err != nil {
			return err
		}
		retry = nil
		if !c.reconcile(ctx, all) {
			retry = time.After(again)
		}
	}
}

// reconcile tells whether all ports lead where they should.
func (c *controller) reconcile(ctx context.Context, services []*core.Service) bool {
	var wanted []loadbalancer.Forward
	for _, service := range services {
		ports := servicePorts(service)
		taken, clash := loadbalancer.Taken(ports, append(nodePorts, c.APIPort))
		accepted := service.Spec.Type == core.ServiceTypeLoadBalancer && service.DeletionTimestamp == nil && !clash
		if service.Spec.Type == core.ServiceTypeLoadBalancer && clash {
			c.complain(service.Namespace+"/"+service.Name, fmt.Sprintf("stays pending: the node itself serves port %d", taken))
		}
		if accepted {
			wanted = append(wanted, loadbalancer.Forwards(ports)...)
		}
		if err := c.setStatus(ctx, service, accepted); err != nil {
			c.complain(service.Namespace+"/"+service.Name, err.Error())
		}
	}
	published, err := c.publish(ctx, wanted)
	if err != nil {
		c.complain("rootlesskit", err.Error())
	}
	return published
}

// setStatus makes kube-proxy lead the node's address to the service, or no longer.
func (c *controller) setStatus(ctx context.Context, service *core.Service, accepted bool) error {
	var status core.LoadBalancerStatus
	if accepted {
		mode := core.LoadBalancerIPModeVIP
		status.Ingress = []core.LoadBalancerIngress{{IP: c.NodeIP, IPMode: &mode}}
	}
	if equality.Semantic.DeepEqual(service.Status.LoadBalancer, status) {
		return nil
	}
	changed := service.DeepCopy()
	changed.Status.LoadBalancer = status
	_, err := c.clients.CoreV1().Services(service.Namespace).UpdateStatus(ctx, changed, meta.UpdateOptions{})
	return err
}

func (c *controller) publish(ctx context.Context, wanted []loadbalancer.Forward) (bool, error) {
	listed, err := c.ports.ListPorts(ctx)
	if err != nil {
		return false, err
	}
	var present []loadbalancer.Forward
	identifiers := map[loadbalancer.Forward]int{}
	for _, status := range listed {
		forward := loadbalancer.Forward{Protocol: status.Spec.Proto, Host: status.Spec.ParentPort, Inside: status.Spec.ChildPort}
		// The API's own port has no address inside, and stays.
		if status.Spec.ChildIP == c.NodeIP {
			present = append(present, forward)
			identifiers[forward] = status.ID
		}
	}
	open, shut := loadbalancer.Changes(present, wanted)
	for _, forward := range shut {
		if err := c.ports.RemovePort(ctx, identifiers[forward]); err != nil {
			return false, err
		}
		c.Log("closed port %d/%s of the host", forward.Host, forward.Protocol)
	}
	published := true
	for _, forward := range open {
		_, err := c.ports.AddPort(ctx, port.Spec{
			Proto: forward.Protocol, ParentPort: forward.Host, ChildIP: c.NodeIP, ChildPort: forward.Inside,
		})
		// One port that somebody else uses must not keep the others shut.
		if err != nil {
			c.complain(fmt.Sprintf("port %d/%s of the host", forward.Host, forward.Protocol), err.Error())
			published = false
			continue
		}
		c.Log("port %d/%s of the host leads to port %d of the node", forward.Host, forward.Protocol, forward.Inside)
	}
	return published, nil
}

func (c *controller) complain(about, complaint string) {
	if c.complaints[about] != complaint {
		c.complaints[about] = complaint
		c.Log("LoadBalancer: %s: %s", about, complaint)
	}
}

func servicePorts(service *core.Service) []loadbalancer.Port {
	var ports []loadbalancer.Port
	for _, p := range service.Spec.Ports {
		ports = append(ports, loadbalancer.Port{Protocol: string(p.Protocol), Port: int(p.Port), NodePort: int(p.NodePort)})
	}
	return ports
}
